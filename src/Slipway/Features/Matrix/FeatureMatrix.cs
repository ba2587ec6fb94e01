using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Slipway.Features;

/// <summary>Feature rows of a whole channel with targets and weights: in memory or, past a budget, in a memory-mapped spill file.</summary>
/// <remarks>
/// Immutable; any number of threads may read it. Its memory is outside the garbage-collected heap and is freed by <see cref="Dispose"/>
/// only: dispose it, and use no span taken from it afterwards. Made by a <see cref="FeatureMatrixBuilder"/>, by
/// <see cref="FromDense"/> or <see cref="FromSparse"/>, or by a feature pipeline.
/// </remarks>
public sealed unsafe class FeatureMatrix : IDisposable
{
    private readonly MatrixChunk[] _chunks;
    private readonly long[] _starts;
    private readonly SpillFile? _spill;
    private BatchBuffers? _buffers;
    private int _disposed;

    internal FeatureMatrix(int width, bool isSparse, bool hasTargets, bool hasWeights, MatrixChunk[] chunks, SpillFile? spill)
    {
        FeatureCount = width;
        IsSparse = isSparse;
        HasTargets = hasTargets;
        HasWeights = hasWeights;
        _chunks = chunks;
        _spill = spill;
        _starts = new long[chunks.Length + 1];
        for (var i = 0; i < chunks.Length; i++)
        {
            _starts[i + 1] = _starts[i] + chunks[i].Rows;
            StoredBytes += chunks[i].Bytes;
            SpilledBytes += chunks[i].IsSpilled ? chunks[i].Bytes : 0;
        }
    }

    /// <summary>Number of rows.</summary>
    public long RowCount => _starts[^1];

    /// <summary>Number of features.</summary>
    public int FeatureCount { get; }

    /// <summary>True when rows are CSR.</summary>
    public bool IsSparse { get; }

    /// <summary>True when rows have targets.</summary>
    public bool HasTargets { get; }

    /// <summary>True when rows have weights.</summary>
    public bool HasWeights { get; }

    /// <summary>Bytes held in the spill file; 0 when everything is in memory.</summary>
    public long SpilledBytes { get; }

    /// <summary>Bytes of all stored rows, in memory and spilled, with their targets and weights.</summary>
    public long StoredBytes { get; }

    /// <summary>Folder of the spill file; null when everything is in memory.</summary>
    internal string? SpillFolder => _spill?.Folder;

    /// <summary>Number of contiguous chunks.</summary>
    public int ChunkCount => _chunks.Length;

    /// <summary>Makes a dense matrix in memory from rows that lie one after another.</summary>
    /// <param name="values"><paramref name="rows"/> times <paramref name="width"/> values, row by row; copied.</param>
    /// <param name="rows">Number of rows; may be 0.</param>
    /// <param name="width">Number of features; at least 1.</param>
    /// <param name="targets">One target a row, or empty.</param>
    /// <param name="weights">One weight a row (finite, not negative), or empty.</param>
    /// <exception cref="ArgumentException">A length does not fit, a target is not finite, or a weight is not finite or
    /// negative.</exception>
    public static FeatureMatrix FromDense(
        ReadOnlySpan<float> values, int rows, int width, ReadOnlySpan<float> targets = default, ReadOnlySpan<float> weights = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (values.Length != (long)rows * width)
        {
            throw new ArgumentException($"{rows} rows of {width} features are {(long)rows * width} values, not {values.Length}.",
                nameof(values));
        }

        using var builder = new FeatureMatrixBuilder(width) { HasTargets = !targets.IsEmpty, HasWeights = !weights.IsEmpty };
        builder.AddRows(FeatureBlock.Dense(values, rows, width), targets, weights);
        return builder.Build();
    }

    /// <summary>Makes a sparse (CSR) matrix in memory.</summary>
    /// <param name="rowOffsets">Number of rows plus one ascending offsets.</param>
    /// <param name="columns">Feature index of each stored value, strictly ascending within a row; copied.</param>
    /// <param name="values">Stored values, parallel to <paramref name="columns"/>; copied.</param>
    /// <param name="width">Number of features; at least 1.</param>
    /// <param name="targets">One target a row, or empty.</param>
    /// <param name="weights">One weight a row (finite, not negative), or empty.</param>
    /// <exception cref="ArgumentException">Offsets or indices are out of order or out of range, or a length does not fit.</exception>
    public static FeatureMatrix FromSparse(
        ReadOnlySpan<int> rowOffsets, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, int width,
        ReadOnlySpan<float> targets = default, ReadOnlySpan<float> weights = default)
    {
        using var builder = new FeatureMatrixBuilder(width)
        {
            IsSparse = true,
            HasTargets = !targets.IsEmpty,
            HasWeights = !weights.IsEmpty,
        };
        builder.AddRows(FeatureBlock.Sparse(rowOffsets, columns, values, width), targets, weights);
        return builder.Build();
    }

    /// <summary>A chunk of consecutive rows, without copying. Chunks partition the rows in order; thread-safe.</summary>
    /// <param name="index">Chunk index.</param>
    /// <exception cref="ObjectDisposedException">The matrix was disposed.</exception>
    public TrainingBatch Chunk(int index) => Slice(index, 0, ChunkAt(index).Rows);

    /// <summary>Index of the first row of a chunk.</summary>
    /// <param name="index">Chunk index; <see cref="ChunkCount"/> gives <see cref="RowCount"/>.</param>
    public long ChunkStart(int index) => _starts[index];

    /// <summary>Says that a chunk will not be read soon, so that a spilled one can leave physical memory. No effect on its
    /// content.</summary>
    /// <remarks>Works on Linux; elsewhere the system drops mapped pages by itself when memory is short.</remarks>
    /// <param name="index">Chunk index.</param>
    public void Release(int index)
    {
        var chunk = ChunkAt(index);
        if (chunk.IsSpilled)
        {
            SpillFile.Release(chunk.Memory, chunk.Bytes);
        }
    }

    /// <summary>
    /// Batches in a shuffled order that depends only on the data's shape, <paramref name="seed"/> and <paramref name="epoch"/>: not on the
    /// memory budget and not on the number of threads.
    /// </summary>
    /// <param name="seed">Seed of the job.</param>
    /// <param name="epoch">Pass number.</param>
    /// <param name="batchSize">Rows in a batch; the last one may be smaller.</param>
    /// <param name="shuffle">False gives the rows in order.</param>
    public BatchCursor Batches(ulong seed, int epoch, int batchSize, bool shuffle = true)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        return new BatchCursor(this, seed, epoch, batchSize, shuffle);
    }

    /// <summary>
    /// A hash of shape, values, targets and weights: equal data, equal fingerprint, wherever the rows lie. XXH128 (Collet), 32
    /// hexadecimal digits.
    /// </summary>
    public string Fingerprint()
    {
        XxHash128 values = new(), columns = new(), lengths = new(), targets = new(), weights = new();
        var rowLengths = new int[IsSparse ? ChunkLayout.MaximumRows : 0];
        for (var i = 0; i < _chunks.Length; i++)
        {
            var batch = Chunk(i);
            var offsets = batch.Features.RowOffsets;
            for (var r = 0; r + 1 < offsets.Length; r++)
            {
                rowLengths[r] = offsets[r + 1] - offsets[r];
            }

            values.Append(MemoryMarshal.AsBytes(batch.Features.Values));
            columns.Append(MemoryMarshal.AsBytes(batch.Features.Columns));
            lengths.Append(MemoryMarshal.AsBytes(rowLengths.AsSpan(0, IsSparse ? batch.Rows : 0)));
            targets.Append(MemoryMarshal.AsBytes(batch.Targets));
            weights.Append(MemoryMarshal.AsBytes(batch.Weights));
            Release(i);
        }

        Span<byte> shape = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(shape, RowCount);
        BinaryPrimitives.WriteInt32LittleEndian(shape[8..], FeatureCount);
        shape[12] = (byte)((IsSparse ? 1 : 0) | (HasTargets ? 2 : 0) | (HasWeights ? 4 : 0));
        var all = new XxHash128();
        all.Append(shape);
        foreach (var part in (XxHash128[])[values, columns, lengths, targets, weights])
        {
            all.Append(part.GetCurrentHash());
        }

        return Convert.ToHexStringLower(all.GetCurrentHash());
    }

    /// <summary>Frees the memory and removes the spill file. Spans and batches taken from the matrix must not be used any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        foreach (var chunk in _chunks)
        {
            chunk.Free();
        }

        _spill?.Dispose();
    }

    internal MatrixChunk ChunkAt(int index)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_chunks.Length, nameof(index));
        return _chunks[index];
    }

    /// <summary>Rows of one chunk, without copying.</summary>
    internal TrainingBatch Slice(int index, int start, int count)
    {
        var chunk = ChunkAt(index);

        // SAFETY: the spans cover parts of the chunk's own layout; the memory lives until Dispose.
        FeatureBlock block;
        if (IsSparse)
        {
            var first = chunk.RowOffsets[start];
            var stored = chunk.RowOffsets[start + count] - first;
            block = FeatureBlock.Sparse(
                new ReadOnlySpan<int>(chunk.RowOffsets + start, count + 1), new ReadOnlySpan<int>(chunk.Columns + first, stored),
                new ReadOnlySpan<float>(chunk.Values + first, stored), FeatureCount);
        }
        else
        {
            block = FeatureBlock.Dense(new ReadOnlySpan<float>(chunk.Values + ((long)start * FeatureCount), count * FeatureCount), count,
                FeatureCount);
        }

        return new TrainingBatch(
            block,
            HasTargets ? new ReadOnlySpan<float>(chunk.Targets + start, count) : default,
            HasWeights ? new ReadOnlySpan<float>(chunk.Weights + start, count) : default);
    }

    /// <summary>The buffers of the last finished pass, or new ones: a pass over the data allocates nothing after the first.</summary>
    internal BatchBuffers RentBuffers() => Interlocked.Exchange(ref _buffers, null) ?? new BatchBuffers();

    internal void ReturnBuffers(BatchBuffers buffers) => Volatile.Write(ref _buffers, buffers);
}
