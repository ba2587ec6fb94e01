using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Picks rows of a record batch: filters, takes, permutes. Shares memory where the rows are one run, copies only what it picks
/// elsewhere.</summary>
internal static class RowSelector
{
    /// <summary>
    /// The rows at these positions, in this order. Takes over <paramref name="batch"/>: it is returned itself when all rows pass in order,
    /// and
    /// disposed otherwise.
    /// </summary>
    /// <param name="batch">The rows to pick from.</param>
    /// <param name="rows">Positions within the batch; repeats are allowed. At least one.</param>
    public static RecordBatch Take(RecordBatch batch, ReadOnlySpan<int> rows)
    {
        if (IsRun(rows) && rows.Length == batch.Length)
        {
            return batch;
        }

        using (batch)
        {
            return Copy(batch, rows);
        }
    }

    /// <summary>As <see cref="Take"/>, but <paramref name="batch"/> stays the caller's.</summary>
    public static RecordBatch Copy(RecordBatch batch, ReadOnlySpan<int> rows)
    {
        if (IsRun(rows))
        {
            return batch.SliceShared(rows[0], rows.Length);
        }

        var columns = new IArrowArray[batch.ColumnCount];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = ArrowArrayFactory.BuildArray(ArraySelector.Take(batch.Column(i).Data, rows));
        }

        return new RecordBatch(batch.Schema, columns, rows.Length);
    }

    private static bool IsRun(ReadOnlySpan<int> rows)
    {
        for (var i = 1; i < rows.Length; i++)
        {
            if (rows[i] != rows[0] + i)
            {
                return false;
            }
        }

        return rows.Length > 0;
    }
}
