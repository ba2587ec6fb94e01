namespace Slipway.Features;

/// <summary>Feature rows of a whole channel with targets and weights: in memory or, past a budget, in a memory-mapped spill file.</summary>
public sealed class FeatureMatrix : IDisposable
{
    /// <summary>Number of rows.</summary>
    public long RowCount => throw new NotImplementedException();

    /// <summary>Number of features.</summary>
    public int FeatureCount => throw new NotImplementedException();

    /// <summary>True when rows are CSR.</summary>
    public bool IsSparse => throw new NotImplementedException();

    /// <summary>True when rows have targets.</summary>
    public bool HasTargets => throw new NotImplementedException();

    /// <summary>True when rows have weights.</summary>
    public bool HasWeights => throw new NotImplementedException();

    /// <summary>Bytes held in the spill file; 0 when everything is in memory.</summary>
    public long SpilledBytes => throw new NotImplementedException();

    /// <summary>Bytes of all stored rows, in memory and spilled.</summary>
    public long StoredBytes => throw new NotImplementedException();

    /// <summary>Number of contiguous chunks.</summary>
    public int ChunkCount => throw new NotImplementedException();

    /// <summary>A chunk of consecutive rows, without copying. Chunks partition the rows in order; thread-safe.</summary>
    /// <param name="index">Chunk index.</param>
    public TrainingBatch Chunk(int index) => throw new NotImplementedException();

    /// <summary>Index of the first row of a chunk.</summary>
    /// <param name="index">Chunk index; <see cref="ChunkCount"/> gives <see cref="RowCount"/>.</param>
    public long ChunkStart(int index) => throw new NotImplementedException();

    /// <summary>Says that a chunk will not be read soon, so that a spilled one can leave physical memory. No effect on its content.</summary>
    /// <param name="index">Chunk index.</param>
    public void Release(int index) => throw new NotImplementedException();

    /// <summary>
    /// Batches in a shuffled order that depends only on the data's shape, <paramref name="seed"/> and <paramref name="epoch"/>: not on the
    /// memory budget and not on the number of threads.
    /// </summary>
    /// <param name="seed">Seed of the job.</param>
    /// <param name="epoch">Pass number.</param>
    /// <param name="batchSize">Rows in a batch; the last one may be smaller.</param>
    /// <param name="shuffle">False gives the rows in order.</param>
    public BatchCursor Batches(ulong seed, int epoch, int batchSize, bool shuffle = true) => throw new NotImplementedException();

    /// <summary>A hash of shape, values, targets and weights: equal data, equal fingerprint.</summary>
    public string Fingerprint() => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
