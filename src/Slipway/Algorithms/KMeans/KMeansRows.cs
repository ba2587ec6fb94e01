using System.Numerics;
using System.Runtime.CompilerServices;
using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <summary>
/// The training rows in blocks, as many passes of k-means read them: squared norms once, and dense rows transposed, so that the lanes of a
/// product
/// with the centres are rows and the search for the nearest centre folds nothing. Any number of threads may read different blocks.
/// </summary>
/// <remarks>
/// A dense block is <c>[width + 1 x rows]</c>: features less their mean, and a row of ones that meets the centres' squared norms.
/// Transposing it takes
/// about as long as its product with 50 centres, so blocks are kept, up to a limit; those beyond it are made anew in each pass, with the
/// same bits.
/// </remarks>
internal sealed class KMeansRows
{
    /// <summary>
    /// A block of this many values and a block of scores stay in the second-level cache, and <see cref="Gemm"/> reads it in place.
    /// </summary>
    private const int BlockValues = 32 * 1024;

    private const long KeptBytes = 1L << 30;

    [ThreadStatic]
    private static float[]? _block;

    private readonly FeatureMatrix _matrix;
    private readonly (int Chunk, int Start, int Count, long First)[] _blocks;
    private readonly float[]?[] _kept;
    private readonly float[] _norms;

    public KMeansRows(FeatureMatrix matrix, TrainingContext context)
    {
        _matrix = matrix;
        Count = checked((int)matrix.RowCount);
        Width = matrix.FeatureCount;
        IsSparse = matrix.IsSparse;
        MaxThreads = context.MaxThreads;
        // An odd number of cache lines: at a power of two the rows of a panel share a few sets of the first-level cache and drive each other out.
        BlockRows = ((Math.Clamp(BlockValues / (Width + 1) / 16, 9, 33) - 1) | 1) * 16;
        var blocks = new List<(int, int, int, long)>();
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var rows = matrix.Chunk(c).Rows;
            for (var start = 0; start < rows; start += BlockRows)
            {
                blocks.Add((c, start, Math.Min(BlockRows, rows - start), matrix.ChunkStart(c) + start));
            }
        }

        _blocks = [.. blocks];
        _kept = new float[]?[_blocks.Length];
        _norms = new float[Count];
        (Offset, MeanVariance) = Moments(matrix, context.CancellationToken);
        var keep = IsSparse || matrix.SpilledBytes > 0 ? 0 : (int)Math.Min(_blocks.Length,
            KeptBytes / (sizeof(float) * (Width + 1L) * BlockRows));
        ParallelFor.Run(_blocks.Length, 1, MaxThreads, (start, end) =>
        {
            for (var b = start; b < end; b++)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                Prepare(b, b < keep);
            }
        });
    }

    public int Count { get; }

    public int Width { get; }

    public bool IsSparse { get; }

    public int MaxThreads { get; }

    public int BlockRows { get; }

    public int BlockCount => _blocks.Length;

    /// <summary>What is subtracted from each feature: its mean, or 0 for sparse rows.</summary>
    public float[] Offset { get; }

    /// <summary>Mean of the features' variances, as scikit-learn scales its tolerance.</summary>
    public double MeanVariance { get; }

    /// <summary>Index of a block's first row.</summary>
    public int First(int block) => (int)_blocks[block].First;

    /// <summary>A block's rows as they are.</summary>
    public TrainingBatch Batch(int block) => _matrix.Chunk(_blocks[block].Chunk).Slice(_blocks[block].Start, _blocks[block].Count);

    /// <summary>Squared norms of a block's rows, less the offset.</summary>
    public ReadOnlySpan<float> Norms(int block) => _norms.AsSpan(First(block), _blocks[block].Count);

    /// <summary>Says that a whole pass is over and spilled rows can leave memory.</summary>
    public void Release()
    {
        for (var c = 0; c < _matrix.ChunkCount; c++)
        {
            _matrix.Release(c);
        }
    }

    /// <summary>One row as doubles.</summary>
    public double[] Row(int index)
    {
        var low = 0;
        for (var high = _blocks.Length - 1; low < high;)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _blocks[middle].First <= index ? (middle, high) : (low, middle - 1);
        }

        var row = Batch(low).Features.Slice(index - First(low), 1);
        var values = new double[Width];
        for (var i = 0; i < row.Values.Length; i++)
        {
            values[IsSparse ? row.Columns[i] : i] = row.Values[i];
        }

        return values;
    }

    /// <summary>Lays centres out for <see cref="Scores"/>: <c>-2 c</c> and <c>|c|^2</c>, less the offset.</summary>
    /// <param name="centers">Centres on the rows' scale, <c>[count x Width]</c>.</param>
    /// <param name="count">How many.</param>
    /// <param name="target">Receives <c>count * (Width + 1)</c> values.</param>
    public void Prepare(ReadOnlySpan<double> centers, int count, Span<float> target)
    {
        for (var c = 0; c < count; c++)
        {
            var norm = 0.0;
            for (var j = 0; j <= Width; j++)
            {
                var moved = j == Width ? 0 : centers[(c * Width) + j] - Offset[j];
                norm += moved * moved;
                target[IsSparse ? (j * count) + c : (c * (Width + 1)) + j] = j == Width ? (float)norm : (float)(-2 * moved);
            }
        }
    }

    /// <summary>
    /// <c>|c|^2 - 2 x.c</c> of every centre (first index) and row of a block: add the row's norm to get the squared distance.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="centers">What <see cref="Prepare(ReadOnlySpan{double}, int, Span{float})"/> gave.</param>
    /// <param name="count">Number of centres.</param>
    /// <param name="scores">Receives <c>[count x rows of the block]</c>.</param>
    public void Scores(int block, ReadOnlySpan<float> centers, int count, Span<float> scores)
    {
        var rows = _blocks[block].Count;
        if (IsSparse)
        {
            SparseScores(block, centers, count, scores);
            return;
        }

        ReadOnlySpan<float> values = _kept[block];
        if (values.IsEmpty)
        {
            var made = _block is { } b && b.Length >= (Width + 1) * BlockRows ? b : _block = new float[(Width + 1) * BlockRows];
            Transpose(block, made);
            values = made;
        }

        Gemm.Multiply(false, false, count, rows, Width + 1, centers, Width + 1, values, rows, scores, rows);
    }

    private void SparseScores(int block, ReadOnlySpan<float> centers, int count, Span<float> scores)
    {
        var rows = _blocks[block].Count;
        var products = _block is { } b && b.Length >= rows * count ? b : _block = new float[BlockRows * count];
        var bias = centers.Slice(Width * count, count);
        SparseGemm.Multiply(
            Batch(block).Features.Csr(), count, centers[..(Width * count)], count, products, count, epilogue: new GemmEpilogue(bias));
        for (var i = 0; i < rows; i++)
        {
            for (var c = 0; c < count; c++)
            {
                scores[(c * rows) + i] = products[(i * count) + c];
            }
        }
    }

    private void Prepare(int block, bool keep)
    {
        var rows = _blocks[block].Count;
        if (IsSparse)
        {
            var features = Batch(block).Features;
            for (var i = 0; i < rows; i++)
            {
                _norms[First(block) + i] = (float)SumOfSquares.Of(features.Slice(i, 1).Values);
            }

            return;
        }

        var values = GC.AllocateUninitializedArray<float>((Width + 1) * rows);
        Transpose(block, values);
        var norms = _norms.AsSpan(First(block), rows);
        for (var j = 0; j < Width; j++)
        {
            AddSquares(values.AsSpan(j * rows, rows), norms);
        }

        _kept[block] = keep ? values : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSquares(ReadOnlySpan<float> feature, Span<float> norms)
    {
        var i = 0;
        for (; i <= norms.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var value = new Vector<float>(feature[i..]);
            (new Vector<float>(norms[i..]) + (value * value)).CopyTo(norms[i..]);
        }

        for (; i < norms.Length; i++)
        {
            norms[i] += feature[i] * feature[i];
        }
    }

    /// <summary>Eight rows at a time: each cache line of the target is written at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transpose(int block, Span<float> target)
    {
        const int Together = 8;
        var values = Batch(block).Features.Values;
        var rows = _blocks[block].Count;
        for (var i = 0; i < rows; i += Together)
        {
            var count = Math.Min(Together, rows - i);
            for (var j = 0; j < Width; j++)
            {
                var to = target.Slice((j * rows) + i, count);
                var offset = Offset[j];
                for (int r = 0, at = (i * Width) + j; r < to.Length; r++, at += Width)
                {
                    to[r] = values[at] - offset;
                }
            }
        }

        target.Slice(Width * rows, rows).Fill(1);
    }

    /// <summary>Means and variances in one pass, shifted by the first row so that nothing cancels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (float[] Offset, double MeanVariance) Moments(FeatureMatrix matrix, CancellationToken cancellationToken)
    {
        var width = matrix.FeatureCount;
        var sums = new double[width];
        var squares = new double[width];
        var shift = new double[width];
        for (var j = 0; j < width && !matrix.IsSparse; j++)
        {
            shift[j] = matrix.Chunk(0).Features.Values[j];
        }

        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var features = matrix.Chunk(c).Features;
            if (features.IsSparse)
            {
                for (var i = 0; i < features.Values.Length; i++)
                {
                    double value = features.Values[i];
                    sums[features.Columns[i]] += value;
                    squares[features.Columns[i]] += value * value;
                }
            }
            else
            {
                for (var i = 0; i < features.Rows; i++)
                {
                    AddShifted(features.Values.Slice(i * width, width), shift, sums, squares);
                }
            }

            matrix.Release(c);
        }

        double rows = matrix.RowCount, variance = 0;
        var offset = new float[width];
        for (var j = 0; j < width; j++)
        {
            var mean = sums[j] / rows;
            variance += Math.Max(0, (squares[j] / rows) - (mean * mean));
            offset[j] = matrix.IsSparse ? 0 : (float)(shift[j] + mean);
        }

        return (offset, variance / width);
    }

    /// <summary>Sums of every feature run in the rows' order, whatever the width of the vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddShifted(ReadOnlySpan<float> row, Span<double> shift, Span<double> sums, Span<double> squares)
    {
        var j = 0;
        for (; j <= row.Length - Vector<float>.Count; j += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(row[j..]), out var lower, out var upper);
            AddShifted(lower, j, shift, sums, squares);
            AddShifted(upper, j + Vector<double>.Count, shift, sums, squares);
        }

        for (; j < row.Length; j++)
        {
            var value = row[j] - shift[j];
            sums[j] += value;
            squares[j] += value * value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddShifted(Vector<double> value, int at, Span<double> shift, Span<double> sums, Span<double> squares)
    {
        var moved = value - new Vector<double>(shift[at..]);
        (new Vector<double>(sums[at..]) + moved).CopyTo(sums[at..]);
        (new Vector<double>(squares[at..]) + (moved * moved)).CopyTo(squares[at..]);
    }
}
