using System.Globalization;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>The values of an Arrow column without their storage type.</summary>
internal static class ColumnCells
{
    /// <summary>The text of a cell, or null. Numbers are written invariant and shortest; booleans <c>true</c> and <c>false</c>.</summary>
    public static string? Text(IArrowArray column, int row) => column switch
    {
        StringArray text => text.GetString(row),
        LargeStringArray text => text.GetString(row),
        StringViewArray text => text.GetString(row),
        BooleanArray flags => flags.GetValue(row) switch { true => "true", false => "false", null => null },
        FloatArray reals => reals.GetValue(row)?.ToString(CultureInfo.InvariantCulture),
        DoubleArray reals => reals.GetValue(row)?.ToString(CultureInfo.InvariantCulture),
        _ => Integer(column, row)?.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Whether the column holds fractions.</summary>
    public static bool IsReal(IArrowArray column) => column is FloatArray or DoubleArray;

    /// <summary>A cell of a real column; NaN counts as missing.</summary>
    public static double? Real(IArrowArray column, int row) => column switch
    {
        FloatArray reals => reals.GetValue(row) is { } value && !float.IsNaN(value) ? value : null,
        DoubleArray reals => reals.GetValue(row) is { } value && !double.IsNaN(value) ? value : null,
        _ => throw new ArgumentException($"{column.Data.DataType.Name} is not a real column.", nameof(column)),
    };

    /// <summary>A cell of an integer or boolean (0, 1) column.</summary>
    public static Int128? Integer(IArrowArray column, int row) => column switch
    {
        Int8Array values => values.GetValue(row),
        Int16Array values => values.GetValue(row),
        Int32Array values => values.GetValue(row),
        Int64Array values => values.GetValue(row),
        UInt8Array values => values.GetValue(row),
        UInt16Array values => values.GetValue(row),
        UInt32Array values => values.GetValue(row),
        UInt64Array values => values.GetValue(row),
        BooleanArray flags => flags.GetValue(row) switch { true => 1, false => 0, null => null },
        _ => throw new ArgumentException($"{column.Data.DataType.Name} is not an integer column.", nameof(column)),
    };
}
