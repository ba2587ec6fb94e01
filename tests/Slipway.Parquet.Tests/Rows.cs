using Apache.Arrow;

namespace Slipway.Data.Tests;

/// <summary>Reads channels and arrays into plain values.</summary>
internal static class Rows
{
    /// <summary>All rows; missing numbers are NaN, other missing values null, vectors arrays.</summary>
    public static List<object?[]> Of(DataChannel channel)
    {
        using var reader = channel.Open();
        return Of(reader);
    }

    public static List<object?[]> Of(BatchReader reader)
    {
        var rows = new List<object?[]>();
        while (reader.Read() is { } batch)
        {
            using (batch)
            {
                for (var row = 0; row < batch.Length; row++)
                {
                    rows.Add([.. Enumerable.Range(0, batch.ColumnCount).Select(c => Value(batch.Column(c), row))]);
                }
            }
        }

        return rows;
    }

    public static object? Value(IArrowArray array, int row) => array switch
    {
        _ when array.IsNull(row) => null,
        DoubleArray a => a.GetValue(row),
        FloatArray a => a.GetValue(row),
        Int64Array a => a.GetValue(row),
        Int32Array a => a.GetValue(row),
        BooleanArray a => a.GetValue(row),
        StringArray a => a.GetString(row),
        BinaryArray a => Convert.ToHexString(a.GetBytes(row)),
        UInt8Array a => a.GetValue(row),
        FixedSizeListArray a => string.Join(
            ",", Enumerable.Range(0, ((Apache.Arrow.Types.FixedSizeListType)a.Data.DataType).ListSize).Select(i => string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{Value(a.Values, ((a.Offset + row) * ((Apache.Arrow.Types.FixedSizeListType)a.Data.DataType).ListSize) + i)}"))),
        _ => throw new NotSupportedException(array.Data.DataType.Name),
    };
}
