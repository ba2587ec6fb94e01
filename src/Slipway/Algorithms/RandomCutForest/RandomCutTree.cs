using Slipway.Kernels;

namespace Slipway;

/// <summary>
/// A random cut tree (Guha et al., definition 1): each cut is across a feature chosen in proportion to its range, at a uniform place in
/// that range.
/// Immutable and thread-safe once grown.
/// </summary>
internal sealed class RandomCutTree
{
    private const int Leaf = -1;

    private readonly int _width;
    private readonly ulong _seed;
    private readonly ulong _stream;
    private readonly int _rows;
    private readonly List<(int Feature, float Cut, int Right, int Mass)> _nodes = [];
    private readonly List<float> _low = [];
    private readonly List<float> _high = [];
    private ulong _drawn;

    /// <param name="rows">The sampled rows, one after the other; at least one.</param>
    /// <param name="width">Features of a row.</param>
    /// <param name="seed">Seed of the job.</param>
    /// <param name="stream">Random stream of this tree.</param>
    public RandomCutTree(ReadOnlySpan<float> rows, int width, ulong seed, ulong stream)
    {
        _width = width;
        _seed = seed;
        _stream = stream;
        _rows = rows.Length / width;
        Grow(rows, [.. Enumerable.Range(0, _rows)]);
    }

    /// <summary>
    /// The row's score in this tree: the expectation, over where the row would be cut off, of 1 / (depth + 1), times log2(rows + 1). A row
    /// that is in the
    /// sample counts by its depth and how many equal it.
    /// </summary>
    public double Score(ReadOnlySpan<float> row)
    {
        double score = 0, together = 1;
        for (int node = 0, depth = 0; ; depth++)
        {
            var (feature, cut, right, mass) = _nodes[node];
            double range = 0, outside = 0;
            var equal = true;
            for (var j = 0; j < _width; j++)
            {
                double low = _low[(node * _width) + j], high = _high[(node * _width) + j];
                range += high - low;
                outside += Math.Max(0, Math.Max(low - row[j], row[j] - high));
                equal &= low == row[j];
            }

            if (feature == Leaf)
            {
                var here = equal
                    ? (1 - (mass / (2.0 * _rows))) / (depth + Math.Log2(mass + 1))
                    : 1.0 / (depth + 1);
                return (score + (together * here)) * Math.Log2(_rows + 1);
            }

            var apart = outside / (range + outside);
            score += together * apart / (depth + 1);
            together *= 1 - apart;
            node = row[feature] <= cut ? node + 1 : right;
        }
    }

    private int Grow(ReadOnlySpan<float> rows, int[] members)
    {
        var node = _nodes.Count;
        _nodes.Add((Leaf, 0, 0, members.Length));
        var range = 0.0;
        for (var j = 0; j < _width; j++)
        {
            float low = float.PositiveInfinity, high = float.NegativeInfinity;
            foreach (var member in members)
            {
                low = Math.Min(low, rows[(member * _width) + j]);
                high = Math.Max(high, rows[(member * _width) + j]);
            }

            _low.Add(low);
            _high.Add(high);
            range += (double)high - low;
        }

        if (range == 0)
        {
            return node;
        }

        var (feature, cut) = DrawCut(node, range);
        List<int> left = [], right = [];
        foreach (var member in members)
        {
            (rows[(member * _width) + feature] <= cut ? left : right).Add(member);
        }

        Grow(rows, [.. left]);
        _nodes[node] = (feature, cut, Grow(rows, [.. right]), members.Length);
        return node;
    }

    /// <summary>A cut with at least one row on each side: rounding must not put it on the upper end.</summary>
    private (int Feature, float Cut) DrawCut(int node, double range)
    {
        var target = CounterRandom.Uniform(_seed, _stream, _drawn++) * range;
        var feature = -1;
        double before = 0;
        for (var j = 0; j < _width && before <= target; j++)
        {
            var extent = (double)_high[(node * _width) + j] - _low[(node * _width) + j];
            if (extent > 0)
            {
                feature = j;
                before += extent;
            }
        }

        float low = _low[(node * _width) + feature], high = _high[(node * _width) + feature];
        var cut = (float)(low + (((double)high - low) * CounterRandom.Uniform(_seed, _stream, _drawn++)));
        return (feature, cut < high ? cut : MathF.BitDecrement(high));
    }
}
