using Apache.Arrow;

namespace Slipway.Features;

/// <summary>Keeps the raw batches of the first pass while they fit, so that the second pass does not parse again.</summary>
internal sealed class RetainedBatches(long limit) : IDisposable
{
    private readonly Queue<RecordBatch> _batches = [];
    private long _bytes;

    /// <summary>False once the batches did not fit; none is kept then.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Takes over a batch.</summary>
    public void Add(RecordBatch batch)
    {
        _bytes += batch.Arrays.Sum(a => Bytes(a.Data));
        if (IsComplete && _bytes <= limit)
        {
            _batches.Enqueue(batch);
            return;
        }

        IsComplete = false;
        batch.Dispose();
        Dispose();
    }

    /// <summary>The next batch, which then belongs to the caller; null at the end.</summary>
    public RecordBatch? Take() => _batches.TryDequeue(out var batch) ? batch : null;

    public void Dispose()
    {
        while (_batches.TryDequeue(out var batch))
        {
            batch.Dispose();
        }
    }

    private static long Bytes(ArrayData data) =>
        data.Buffers.Sum(b => (long)b.Length) + (data.Children?.Sum(Bytes) ?? 0) + (data.Dictionary is null ? 0 : Bytes(data.Dictionary));
}
