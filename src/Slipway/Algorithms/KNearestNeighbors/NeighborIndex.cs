using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <summary>
/// Exact nearest rows by blocks of matrix products. Immutable and thread-safe; searching allocates nothing once a thread is warm.
/// </summary>
internal sealed class NeighborIndex
{
    /// <summary>
    /// Queries and rows of a block. A block of rows is packed again for every block of queries (and the reverse), which costs 1 / block of
    /// the
    /// product; a block of scores is 4 MiB.
    /// </summary>
    private const int BlockQueries = 1024;

    private const int BlockRows = 1008;

    /// <summary>Below this many queries, packing the rows for a product costs more than reading them once for each query.</summary>
    private const int FewQueries = 4;

    /// <summary>Scores made of larger terms could overflow.</summary>
    private const double LargestScore = 1e37;

    [ThreadStatic]
    private static NeighborScratch? _scratch;

    private readonly float[] _values;
    private readonly float[] _norms;
    private readonly float _largestNorm;
    private readonly NeighborMetric _metric;

    /// <param name="values">Rows, one after the other; kept.</param>
    /// <param name="width">Features of a row.</param>
    /// <param name="metric">What "near" means.</param>
    public NeighborIndex(float[] values, int width, NeighborMetric metric)
    {
        _values = values;
        _metric = metric;
        Width = width;
        Count = values.Length / width;
        _norms = new float[Count];
        var largest = 0.0;
        for (var i = 0; i < Count; i++)
        {
            var norm = SumOfSquares.Of(Row(i));
            // The inverse of such a norm is no float that products could be scaled by.
            var hopeless = metric == NeighborMetric.Cosine && norm is (> 0 and < 1e-60) or > 1e60;
            largest = hopeless ? double.PositiveInfinity : Math.Max(largest, norm);
            _norms[i] = (float)(metric == NeighborMetric.Cosine ? Inverse(norm) : norm);
        }

        _largestNorm = MathF.BitIncrement((float)Math.Sqrt(largest));
    }

    public int Count { get; }

    public int Width { get; }

    /// <summary>The nearest rows of each query, nearest first; of equally near ones, those that come first.</summary>
    /// <param name="queries">Rows of <see cref="Width"/> features.</param>
    /// <param name="k">At most <see cref="Count"/>.</param>
    /// <param name="nearest">Receives k row indices a query.</param>
    /// <param name="distances">
    /// Receives k values a query: squared Euclidean distance, negative inner product, or 1 less the cosine, in double.
    /// </param>
    public void Find(FeatureBlock queries, int k, Span<int> nearest, Span<double> distances)
    {
        var scratch = _scratch ??= new NeighborScratch();
        scratch.Reserve(Math.Min(BlockQueries, queries.Rows), Math.Min(BlockRows, Count), Width, k);
        for (var start = 0; start < queries.Rows; start += BlockQueries)
        {
            var count = Math.Min(BlockQueries, queries.Rows - start);
            FindBlock(queries.Slice(start, count), k, nearest.Slice(start * k, count * k), distances.Slice(start * k, count * k), scratch);
        }
    }

    /// <summary>The distance itself, of what <see cref="Find"/> gave.</summary>
    public double Distance(double found) => _metric == NeighborMetric.Euclidean ? Math.Sqrt(found) : found;

    /// <summary>The distance by which neighbours are ordered, in double.</summary>
    private double Exact(ReadOnlySpan<float> query, double queryInverse, int row)
    {
        var exact = _metric switch
        {
            NeighborMetric.Euclidean => ExactDistance.Squared(query, Row(row)),
            NeighborMetric.InnerProduct => -Dot.ProductDouble(query, Row(row)),
            _ => Math.Max(0, 1 - (Dot.ProductDouble(query, Row(row)) * queryInverse * Inverse(SumOfSquares.Of(Row(row))))),
        };
        return double.IsNaN(exact) ? double.PositiveInfinity : exact;
    }

    private static double Inverse(double squaredNorm) => squaredNorm > 0 ? 1 / Math.Sqrt(squaredNorm) : 0;

    private ReadOnlySpan<float> Row(int index) => _values.AsSpan(index * Width, Width);

    private void FindBlock(FeatureBlock queries, int k, Span<int> nearest, Span<double> distances, NeighborScratch scratch)
    {
        for (var q = 0; q < queries.Rows; q++)
        {
            var query = scratch.Query(q);
            LabelledRows.CopyRow(queries.Slice(q, 1), query);
            var norm = SumOfSquares.Of(query);
            var scale = _metric switch
            {
                NeighborMetric.Euclidean => -2f,
                NeighborMetric.InnerProduct => -1f,
                _ => -(float)Inverse(norm),
            };
            var scaled = scratch.Scaled(q);
            query.CopyTo(scaled);
            Scale.Apply(scale, scaled);
            scratch.Lists[q].Start(k, ErrorBound(Math.Sqrt(norm)), _metric switch
            {
                NeighborMetric.Euclidean => norm,
                NeighborMetric.InnerProduct => 0,
                _ => 1,
            });
        }

        for (var start = 0; start < Count; start += BlockRows)
        {
            var rows = Math.Min(BlockRows, Count - start);
            var scores = scratch.Scores.AsSpan(0, queries.Rows * rows);
            Score(queries.Rows, start, rows, scores, scratch);
            for (var q = 0; q < queries.Rows; q++)
            {
                Collect(q, scores.Slice(q * rows, rows), start, scratch);
            }
        }

        for (var q = 0; q < queries.Rows; q++)
        {
            var list = scratch.Lists[q];
            if (!list.IsBounded)
            {
                CollectEverything(q, scratch);
            }

            Measure(q, scratch);
            list.Take(nearest.Slice(q * k, k), distances.Slice(q * k, k));
        }
    }

    /// <summary>
    /// How far a score can be from the true one. A chain of d fused multiply-adds is off by at most d u |q| |c| (Higham, Accuracy and
    /// Stability of
    /// Numerical Algorithms, section 3.1); the squared norm and the last addition, or the two scalings by norms, are off by a few u more.
    /// </summary>
    private double ErrorBound(double norm)
    {
        const double Unit = 1.0 / (1 << 24);
        var product = _metric == NeighborMetric.Cosine ? 1 : norm * _largestNorm;
        var square = _metric == NeighborMetric.Euclidean ? (double)_largestNorm * _largestNorm : 0;
        if (!(norm < LargestScore && _largestNorm < LargestScore && product < LargestScore && square < LargestScore))
        {
            return double.PositiveInfinity;
        }

        var chain = 1.02 * (Width + 4) * ((Unit * product) + (4 * float.Epsilon)); // the second term is what underflow can take away
        return _metric == NeighborMetric.Euclidean ? (2 * chain) + (4 * Unit * (square + (2 * product))) : chain;
    }

    private void Score(int queries, int start, int rows, Span<float> scores, NeighborScratch scratch)
    {
        var values = _values.AsSpan(start * Width, rows * Width);
        var norms = _norms.AsSpan(start, rows);
        if (queries < FewQueries)
        {
            for (var q = 0; q < queries; q++)
            {
                for (var i = 0; i < rows; i++)
                {
                    scores[(q * rows) + i] = Dot.Product(scratch.Scaled(q), values.Slice(i * Width, Width))
                        + (_metric == NeighborMetric.Euclidean ? norms[i] : 0);
                }
            }
        }
        else
        {
            var epilogue = _metric == NeighborMetric.Euclidean ? new GemmEpilogue(norms) : default;
            Gemm.Multiply(
                false, true, queries, rows, Width, scratch.AllScaled, Width, values, Width, scores, rows, epilogue: epilogue);
        }

        for (var q = 0; q < queries && _metric == NeighborMetric.Cosine; q++)
        {
            for (var i = 0; i < rows; i++)
            {
                scores[(q * rows) + i] *= norms[i];
            }
        }
    }

    private void Collect(int query, ReadOnlySpan<float> scores, int start, NeighborScratch scratch)
    {
        var list = scratch.Lists[query];
        for (var at = 0; at < scores.Length && list.IsBounded;)
        {
            list.Collect(scores, ref at, start);
            if (list.IsFull && !list.Shrink())
            {
                Measure(query, scratch);
                list.KeepNearest();
            }
        }
    }

    /// <summary>Where single precision bounds nothing (it overflowed), every row is measured in double.</summary>
    private void CollectEverything(int query, NeighborScratch scratch)
    {
        var list = scratch.Lists[query];
        for (var row = 0; row < Count; row++)
        {
            if (list.IsFull)
            {
                Measure(query, scratch);
                list.KeepNearest();
            }

            list.Add(row);
        }
    }

    private void Measure(int query, NeighborScratch scratch)
    {
        var list = scratch.Lists[query];
        var values = scratch.Query(query);
        var inverse = _metric == NeighborMetric.Cosine ? Inverse(SumOfSquares.Of(values)) : 1;
        for (var i = 0; i < list.Count; i++)
        {
            list.SetExact(i, Exact(values, inverse, list.Row(i)));
        }
    }
}
