using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Slipway.Data;

/// <summary>Finds the properties of a record type, and the one that stands for a column.</summary>
internal static class RecordMembers
{
    /// <summary>What the binding needs of a record type, so that trimming keeps it.</summary>
    public const DynamicallyAccessedMemberTypes Accessed =
        DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicConstructors;

    /// <summary>Public instance properties with their column names. A property that a derived class hides is left out.</summary>
    public static IReadOnlyList<RecordMember> Of(
        [DynamicallyAccessedMembers(Accessed)] Type type)
    {
        var parameters = type.GetConstructors()
            .SelectMany(c => c.GetParameters())
            .Where(p => p.Name is not null && p.IsDefined(typeof(ColumnNameAttribute), false))
            .ToLookup(p => p.Name!, p => p.GetCustomAttribute<ColumnNameAttribute>()!.Name);
        var members = new List<RecordMember>();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length > 0)
            {
                continue;
            }

            var hiding = members.FindIndex(m => m.Property.Name == property.Name);
            if (hiding >= 0 && members[hiding].Property.DeclaringType!.IsSubclassOf(property.DeclaringType!))
            {
                continue;
            }

            var name = property.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? parameters[property.Name].FirstOrDefault();
            members.Add(new RecordMember(property, name ?? property.Name));
        }

        return members;
    }

    /// <summary>
    /// The member of a column: an exact match of the names, else the only one that is equal without case, <c>_</c>, <c>-</c> and spaces.
    /// </summary>
    /// <returns>Null when none matches.</returns>
    /// <exception cref="ArgumentException">Several match.</exception>
    public static RecordMember? Find(Type type, IEnumerable<RecordMember> members, string column)
    {
        var all = members.ToList();
        var matches = all.FindAll(m => m.Column == column);
        if (matches.Count == 0)
        {
            var key = BindingNames.Key(column);
            matches = all.FindAll(m => BindingNames.Key(m.Column) == key);
        }

        return matches.Count switch
        {
            0 => null,
            1 => matches[0],
            _ => throw new ArgumentException(
                $"Column '{column}' is ambiguous: properties {BindingNames.List(matches.Select(m => m.Property.Name))} of"
                + $" {TypeNames.Of(type)} match it. Mark the right one with [ColumnName(\"{column}\")]."),
        };
    }
}
