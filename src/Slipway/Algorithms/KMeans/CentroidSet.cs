using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <summary>
/// Centres, ready for <c>|x - c|^2 = |x|^2 - 2 x.c + |c|^2</c> by matrix products. Dense rows are moved by an offset first, so that data
/// far from
/// the origin lose no digits. Immutable and thread-safe.
/// </summary>
internal sealed class CentroidSet
{
    /// <summary>Rows at a time.</summary>
    public const int BlockRows = 256;

    [ThreadStatic]
    private static float[]? _scratch;

    private readonly float[] _weights;
    private readonly float[] _norms;

    /// <param name="centers">Centres on the scale of the rows, <c>[Count x width]</c>.</param>
    /// <param name="offset">What is subtracted from dense rows and centres, one value a feature; zeros for sparse rows.</param>
    public CentroidSet(float[] centers, float[] offset)
    {
        Centers = centers;
        Offset = offset;
        var width = offset.Length;
        Count = centers.Length / width;
        _weights = new float[centers.Length];
        _norms = new float[Count];
        for (var c = 0; c < Count; c++)
        {
            var norm = 0.0;
            for (var j = 0; j < width; j++)
            {
                var moved = (double)centers[(c * width) + j] - offset[j];
                norm += moved * moved;
                _weights[(j * Count) + c] = (float)(-2 * moved);
            }

            _norms[c] = (float)norm;
        }
    }

    public int Count { get; }

    public int Width => Offset.Length;

    public float[] Centers { get; }

    public float[] Offset { get; }

    /// <summary>The nearest centre of each row, the first of equally near ones, and the squared distance to it.</summary>
    public void Nearest(FeatureBlock rows, Span<int> nearest, Span<float> distances)
    {
        for (var start = 0; start < rows.Rows; start += BlockRows)
        {
            var count = Math.Min(BlockRows, rows.Rows - start);
            NearestOfBlock(rows.Slice(start, count), nearest.Slice(start, count), distances.Slice(start, count));
        }
    }

    private void NearestOfBlock(FeatureBlock rows, Span<int> nearest, Span<float> distances)
    {
        var moved = rows.IsSparse ? 0 : rows.Rows * Width;
        var needed = (rows.Rows * Count) + moved;
        if (_scratch is null || _scratch.Length < needed)
        {
            _scratch = new float[needed];
        }

        var scores = _scratch.AsSpan(0, rows.Rows * Count);
        var epilogue = new GemmEpilogue(_norms);
        if (rows.IsSparse)
        {
            SparseGemm.Multiply(rows.Csr(), Count, _weights, Count, scores, Count, epilogue: epilogue);
        }
        else
        {
            var dense = _scratch.AsSpan(scores.Length, moved);
            for (var i = 0; i < dense.Length; i += Width)
            {
                Subtract(rows.Values.Slice(i, Width), Offset, dense.Slice(i, Width));
            }

            rows = FeatureBlock.Dense(dense, rows.Rows, Width);
            Gemm.Multiply(false, false, rows.Rows, Count, Width, dense, Width, _weights, Count, scores, Count, epilogue: epilogue);
        }

        ArgMin.Rows(rows.Rows, Count, scores, Count, nearest, distances);
        for (var i = 0; i < rows.Rows; i++)
        {
            distances[i] = Math.Max(0, distances[i] + (float)SumOfSquares.Of(rows.Slice(i, 1).Values));
            nearest[i] = Math.Max(0, nearest[i]); // a row of infinities is as far from every centre
        }
    }

    private static void Subtract(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result)
    {
        for (var j = 0; j < result.Length; j++)
        {
            result[j] = x[j] - y[j];
        }
    }
}
