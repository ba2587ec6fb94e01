using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Slipway.Data;

/// <summary>
/// The readable properties of a record type and the columns that they stand for. Immutable and thread-safe. Reading a row boxes and
/// allocates nothing (except nullable enums).
/// </summary>
/// <typeparam name="T">A class, record or struct with public properties.</typeparam>
internal sealed class RecordBinding<[DynamicallyAccessedMembers(RecordMembers.Accessed)] T>
{
    /// <summary>Binds the type's properties.</summary>
    /// <exception cref="ArgumentException">No readable property, or two properties of one column name.</exception>
    public RecordBinding()
    {
        Members = RecordMembers.Of(typeof(T));
        if (!Members.Any(m => m.Property.GetMethod is { IsPublic: true }))
        {
            throw new ArgumentException(
                $"{TypeNames.Of(typeof(T))} has no public readable property, so no column can come from it. Use a record or class with one"
                + " property for each column, e.g. record Wine(float Alcohol, double MalicAcid).");
        }
    }

    /// <summary>Public instance properties in the order of their declaration.</summary>
    public IReadOnlyList<RecordMember> Members { get; }

    /// <summary>Every property as a column, in the order of their declaration.</summary>
    /// <exception cref="ArgumentException">A property of a type that no column can hold, or two properties of one column.</exception>
    public IReadOnlyList<RecordProperty<T>> AllColumns()
    {
        var readable = Members.Where(m => m.Property.GetMethod is { IsPublic: true }).ToList();
        if (readable.GroupBy(m => m.Column).FirstOrDefault(g => g.Count() > 1) is { } same)
        {
            throw new ArgumentException(
                $"{TypeNames.Of(typeof(T))}: properties {BindingNames.List(same.Select(m => m.Property.Name))} all stand for column"
                + $" '{same.Key}'. Give each its own [ColumnName].");
        }

        return [.. readable.Select(Read)];
    }

    /// <summary>The property of a column, or null when there is none.</summary>
    /// <exception cref="ArgumentException">Several properties match.</exception>
    public RecordMember? Find(string column) =>
        RecordMembers.Find(typeof(T), Members.Where(m => m.Property.GetMethod is { IsPublic: true }), column);

    /// <summary>A reader of a property.</summary>
    /// <exception cref="ArgumentException">No column can hold the property's type.</exception>
    public RecordProperty<T> Read(RecordMember member) => RecordProperties<T>.Create(member);
}
