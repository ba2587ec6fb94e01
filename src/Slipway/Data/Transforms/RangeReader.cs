using Apache.Arrow;

namespace Slipway.Data;

/// <summary>One pass of a <see cref="RangeTransform"/>.</summary>
internal sealed class RangeReader(BatchReader input, long skip, long take) : BatchReader
{
    private long _skip = skip;
    private long _take = take;

    /// <inheritdoc/>
    public override Schema Schema => input.Schema;

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        while (_take > 0 && input.Read() is { } batch)
        {
            var start = (int)Math.Min(_skip, batch.Length);
            _skip -= start;
            var length = (int)Math.Min(_take, batch.Length - start);
            _take -= length;
            if (length == batch.Length)
            {
                return batch;
            }

            using (batch)
            {
                if (length > 0)
                {
                    return batch.SliceShared(start, length);
                }
            }
        }

        return null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
