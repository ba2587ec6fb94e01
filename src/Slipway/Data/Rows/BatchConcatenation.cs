using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Joins record batches into one.</summary>
internal static class BatchConcatenation
{
    /// <summary>All rows in order. Takes over the batches: a single one is returned itself, several are copied and disposed.</summary>
    /// <param name="batches">At least one; of the same columns.</param>
    public static RecordBatch Join(List<RecordBatch> batches)
    {
        if (batches is [var only])
        {
            return only;
        }

        var schema = batches[0].Schema;
        var columns = new IArrowArray[schema.FieldsList.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            // Column by column, so that the peak is the rows plus one column.
            var parts = batches.ConvertAll(b => b.Column(i));
            columns[i] = ArrowArrayConcatenator.Concatenate(parts);
            parts.ForEach(p => p.Dispose());
        }

        return new RecordBatch(schema, columns, batches.Sum(b => b.Length));
    }
}
