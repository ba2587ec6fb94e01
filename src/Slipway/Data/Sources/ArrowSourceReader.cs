using Apache.Arrow;

namespace Slipway.Data;

/// <summary>One pass over the batches of an <see cref="ArrowSource"/>.</summary>
internal sealed class ArrowSourceReader(
    string description, Schema schema, IEnumerator<RecordBatch> batches, RecordBatch? first) : BatchReader
{
    private RecordBatch? _first = first;
    private long _batch;

    /// <inheritdoc/>
    public override Schema Schema => schema;

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        while (Next() is { } batch)
        {
            _batch++;
            RequireSameColumns(batch.Schema);
            if (batch.Length > 0)
            {
                return Share(batch);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            batches.Dispose();
        }

        base.Dispose(disposing);
    }

    private static RecordBatch Share(RecordBatch batch)
    {
        try
        {
            return batch.SliceShared(0, batch.Length);
        }
        catch (NullReferenceException e)
        {
            // Apache.Arrow has no other way to tell that a batch is disposed.
            throw new ObjectDisposedException(
                "A RecordBatch that a channel reads was disposed. "
                + "Keep the batches that FromArrow was given until the channel is no longer used.", e);
        }
    }

    private RecordBatch? Next()
    {
        if (_first is { } batch)
        {
            _first = null;
            return batch;
        }

        return batches.MoveNext() ? batches.Current : null;
    }

    private void RequireSameColumns(Schema actual)
    {
        if (ReferenceEquals(actual, schema))
        {
            return;
        }

        var same = actual.FieldsList.Count == schema.FieldsList.Count;
        for (var i = 0; same && i < schema.FieldsList.Count; i++)
        {
            same = actual.FieldsList[i].Name == schema.FieldsList[i].Name
                && ArrowTypes.AreEqual(actual.FieldsList[i].DataType, schema.FieldsList[i].DataType);
        }

        if (!same)
        {
            throw new DataFormatException(
                "a batch has other columns than the first", description, line: _batch, value: ArrowTypes.Describe(actual),
                expected: ArrowTypes.Describe(schema),
                remedy: "Give every batch the same columns, in the same order and of the same types.");
        }
    }
}
