using System.Numerics;
using Slipway.Features;

namespace Slipway.Models;

/// <summary>
/// Mean silhouette of clustered rows (Rousseeuw, J. Comput. Appl. Math. 1987): for each row <c>(b - a) / max(a, b)</c>, with a the mean
/// Euclidean distance to the other rows of its cluster and b the smallest mean distance to another cluster; 0 for the only row of a
/// cluster.
/// </summary>
/// <remarks>
/// The cost is quadratic, so up to <see cref="MaxRows"/> rows (and <see cref="MaxValues"/> features in all) it is exact; beyond, it is that
/// of a random sample of that many rows without replacement, whose choice depends on the number of rows only.
/// </remarks>
internal sealed class Silhouette
{
    public const int MaxRows = 5000;
    public const long MaxValues = 64L << 20;

    private const ulong SampleSeed = 0x51_1077;

    private readonly long _total;
    private readonly int _width;
    private readonly float[] _points;
    private readonly int[] _clusters;
    private SplitMix64 _random = new(SampleSeed);
    private long _seen;
    private int _kept;

    /// <param name="rows">Rows that will be added.</param>
    /// <param name="width">Features of a row.</param>
    public Silhouette(long rows, int width)
    {
        _total = rows;
        _width = width;
        _clusters = new int[(int)Math.Min(rows, Math.Clamp(MaxValues / width, 2, MaxRows))];
        _points = new float[(long)_clusters.Length * width];
    }

    /// <summary>Adds consecutive rows with their clusters.</summary>
    public void Add(FeatureBlock features, ReadOnlySpan<float> clusters)
    {
        for (var row = 0; row < features.Rows; row++)
        {
            // Selection sampling (Knuth, TAOCP 3.4.2, algorithm S): in order, each subset equally likely.
            var left = _total - _seen++;
            if (_clusters.Length == _kept
                || (left > _clusters.Length - _kept && (_random.Next() >> 11) * (1.0 / (1L << 53)) * left >= _clusters.Length - _kept))
            {
                continue;
            }

            var point = _points.AsSpan(_kept * _width, _width);
            if (features.IsSparse)
            {
                var (start, end) = (features.RowOffsets[row] - features.RowOffsets[0],
                    features.RowOffsets[row + 1] - features.RowOffsets[0]);
                for (var i = start; i < end; i++)
                {
                    point[features.Columns[i]] = features.Values[i];
                }
            }
            else
            {
                features.Values.Slice(row * _width, _width).CopyTo(point);
            }

            _clusters[_kept++] = (int)clusters[row];
        }
    }

    /// <summary>The mean, from -1 to 1; null when there are fewer than two clusters, or as many as rows.</summary>
    public double? Mean(CancellationToken cancellationToken = default)
    {
        var numbers = _clusters.Distinct().Order().Select((c, i) => KeyValuePair.Create(c, i)).ToDictionary();
        var clusters = _clusters.Select(c => numbers[c]).ToArray();
        if (numbers.Count < 2 || numbers.Count >= clusters.Length)
        {
            return null;
        }

        var sizes = new int[numbers.Count];
        foreach (var cluster in clusters)
        {
            sizes[cluster]++;
        }

        var distances = new double[sizes.Length];
        var sum = 0.0;
        for (var i = 0; i < clusters.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var own = clusters[i];
            if (sizes[own] == 1)
            {
                continue;
            }

            Array.Clear(distances);
            for (var j = 0; j < clusters.Length; j++)
            {
                distances[clusters[j]] += Distance(i, j);
            }

            var nearest = double.PositiveInfinity;
            for (var k = 0; k < sizes.Length; k++)
            {
                nearest = k == own ? nearest : Math.Min(nearest, distances[k] / sizes[k]);
            }

            var inside = distances[own] / (sizes[own] - 1);
            var larger = Math.Max(inside, nearest);
            sum += larger > 0 ? (nearest - inside) / larger : 0;
        }

        return sum / clusters.Length;
    }

    private double Distance(int i, int j)
    {
        ReadOnlySpan<float> a = _points.AsSpan(i * _width, _width);
        ReadOnlySpan<float> b = _points.AsSpan(j * _width, _width);
        var lanes = Vector<double>.Zero;
        var at = 0;
        for (; at <= _width - Vector<float>.Count; at += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(a[at..]) - new Vector<float>(b[at..]), out var low, out var high);
            lanes += (low * low) + (high * high);
        }

        var sum = Vector.Sum(lanes);
        for (; at < _width; at++)
        {
            var difference = (double)a[at] - b[at];
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }
}
