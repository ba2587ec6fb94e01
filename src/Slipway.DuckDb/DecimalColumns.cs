using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.DuckDb;

/// <summary>Turns decimals, and 128-bit integers, which DuckDB gives as decimals, into doubles: sums of integers are such.</summary>
internal static class DecimalColumns
{
    public static Schema Replace(Schema schema) => schema.FieldsList.Any(IsDecimal)
        ? new Schema(schema.FieldsList.Select(f => IsDecimal(f) ? new Field(f.Name, DoubleType.Default, false) : f), schema.Metadata)
        : schema;

    /// <summary>Takes the batch over.</summary>
    public static RecordBatch Replace(RecordBatch batch, Schema replaced)
    {
        if (ReferenceEquals(batch.Schema, replaced))
        {
            return batch;
        }

        // The other columns go on into the new batch, which disposes them.
        return new RecordBatch(replaced, Enumerable.Range(0, batch.ColumnCount).Select(i => ToDouble(batch.Column(i))), batch.Length);
    }

    private static bool IsDecimal(Field field) => field.DataType.TypeId == ArrowTypeId.Decimal128;

    private static IArrowArray ToDouble(IArrowArray column)
    {
        if (column is not Decimal128Array decimals)
        {
            return column;
        }

        using var taken = decimals;
        var scale = Math.Pow(10, decimals.Scale);
        var doubles = new DoubleArray.Builder().Reserve(decimals.Length);
        for (var i = 0; i < decimals.Length; i++)
        {
            doubles.Append(decimals.IsNull(i) ? double.NaN : (double)Unscaled(decimals, i) / scale);
        }

        return doubles.Build();
    }

    private static Int128 Unscaled(Decimal128Array decimals, int index) =>
        System.Buffers.Binary.BinaryPrimitives.ReadInt128LittleEndian(decimals.ValueBuffer.Span.Slice((index + decimals.Offset) * 16, 16));
}
