using System.Reflection;

namespace Slipway.Data;

/// <summary>A public property of a record type and the column that it stands for.</summary>
/// <param name="Property">The property.</param>
/// <param name="Column">Name of the column: the property's, or what <see cref="ColumnNameAttribute"/> says.</param>
internal sealed record RecordMember(PropertyInfo Property, string Column)
{
    /// <summary>How messages name it.</summary>
    public string Describe() => $"{TypeNames.Of(Property.PropertyType)} {Property.Name}";
}
