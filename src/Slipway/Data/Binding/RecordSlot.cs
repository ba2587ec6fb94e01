using System.Reflection;

namespace Slipway.Data;

/// <summary>A constructor parameter or settable property, and the column that fills it.</summary>
/// <param name="Column">Position of the column; -1 when the parameter's default value is used.</param>
/// <param name="ColumnName">Name of the column.</param>
/// <param name="Name">Name of the parameter or property.</param>
/// <param name="Type">Its type.</param>
/// <param name="Cells">Reads the column; null when there is none.</param>
/// <param name="Setter">Sets the property; null for a parameter.</param>
internal sealed record RecordSlot(int Column, string ColumnName, string Name, Type Type, CellReader? Cells, MethodInvoker? Setter)
{
    /// <summary>Value of a parameter without a column.</summary>
    public object? Default { get; init; }

    /// <summary>Whether a missing value can be stored.</summary>
    public bool AcceptsNull { get; } = !Type.IsValueType || Nullable.GetUnderlyingType(Type) is not null;
}
