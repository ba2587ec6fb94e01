namespace Slipway.Features;

/// <summary>A position in one pass over a <see cref="FeatureMatrix"/>. Reuses its buffers: a batch is valid until the next <see cref="MoveNext"/>.</summary>
public sealed class BatchCursor : IDisposable
{
    /// <summary>Number of batches of the pass.</summary>
    public long BatchCount => throw new NotImplementedException();

    /// <summary>0-based number of the current batch; -1 before the first.</summary>
    public long Position => throw new NotImplementedException();

    /// <summary>The current batch.</summary>
    public TrainingBatch Current => throw new NotImplementedException();

    /// <summary>Goes to the next batch; false at the end.</summary>
    public bool MoveNext() => throw new NotImplementedException();

    /// <summary>Goes on as if the first <paramref name="count"/> batches had been read (for resuming), without copying them.</summary>
    /// <param name="count">Batches to pass over.</param>
    public void Skip(long count) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
