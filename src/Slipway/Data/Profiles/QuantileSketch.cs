using System.Runtime.InteropServices;

namespace Slipway.Data;

/// <summary>
/// Quantiles of a stream of numbers: exact, by counting, up to a number of different ones; then a merging t-digest (Dunning and Ertl,
/// "Computing extremely accurate quantiles using t-digests", 2019, section 2) with the scale function k1.
/// </summary>
/// <param name="exactUpTo">Different numbers that are counted one by one.</param>
internal sealed class QuantileSketch(int exactUpTo)
{
    private const double Compression = 400;
    private const int BufferSize = 4096;

    private Dictionary<double, long>? _counts = [];
    private (double[] Values, long[] UpTo)? _sorted;
    private double[] _buffer = [];
    private int _buffered;
    private double[] _means = [];
    private double[] _weights = [];
    private bool[] _isOneNumber = [];
    private double _total;
    private double _minimum = double.PositiveInfinity;
    private double _maximum = double.NegativeInfinity;

    /// <summary>How often each number occurred; null when there were too many different ones. Both zeros are one number.</summary>
    public IReadOnlyDictionary<double, long>? Counts => _counts;

    /// <summary>Adds a number that is not NaN.</summary>
    public void Add(double value)
    {
        _minimum = Math.Min(_minimum, value);
        _maximum = Math.Max(_maximum, value);
        if (_counts is not null)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, value == 0 ? 0 : value, out _)++;
            _sorted = null;
            if (_counts.Count > exactUpTo)
            {
                var (values, upTo) = Sorted();
                _counts = null;
                _buffer = new double[BufferSize];
                Merge(values, [.. upTo.Select((u, i) => (double)(u - (i == 0 ? 0 : upTo[i - 1])))]);
            }

            return;
        }

        if (_buffered == _buffer.Length)
        {
            MergeBuffer();
        }

        _buffer[_buffered++] = value;
    }

    /// <summary>The number that a share of all is at most; NaN when there is none.</summary>
    public double Quantile(double share)
    {
        if (_counts is not null)
        {
            return Exact(share);
        }

        if (share is <= 0 or >= 1)
        {
            return share <= 0 ? _minimum : _maximum;
        }

        MergeBuffer();
        var target = share * _total;
        var (left, leftAt, before) = (_minimum, 0.0, 0.0);
        for (var i = 0; i < _means.Length; i++)
        {
            var (start, end) = Extent(i, before);
            if (target < start)
            {
                return Interpolate(left, _means[i], (target - leftAt) / (start - leftAt));
            }

            if (target <= end)
            {
                return _means[i];
            }

            (left, leftAt) = (_means[i], end);
            before += _weights[i];
        }

        return Interpolate(left, _maximum, _total > leftAt ? (target - leftAt) / (_total - leftAt) : 1);
    }

    /// <summary>The share of all numbers that are below a value.</summary>
    public double ShareBelow(double value)
    {
        if (_counts is not null)
        {
            var (values, upTo) = Sorted();
            var at = values.AsSpan().BinarySearch(value);
            at = at < 0 ? ~at : at;
            return at == 0 ? 0 : (double)upTo[at - 1] / upTo[^1];
        }

        MergeBuffer();
        var (left, leftAt, before) = (_minimum, 0.0, 0.0);
        for (var i = 0; i < _means.Length; i++)
        {
            var (start, end) = Extent(i, before);
            if (value <= _means[i])
            {
                return Share(value, left, leftAt, _means[i], start);
            }

            (left, leftAt) = (_means[i], end);
            before += _weights[i];
        }

        return Share(value, left, leftAt, _maximum, _total);
    }

    // The ranks that a centroid stands for: its centre, from where one interpolates to the next; or all, when it is one number many times over.
    private (double Start, double End) Extent(int centroid, double before) => _isOneNumber[centroid]
        ? (before, before + _weights[centroid])
        : (before + (_weights[centroid] / 2), before + (_weights[centroid] / 2));

    private double Share(double value, double left, double leftAt, double right, double rightAt)
    {
        var part = right > left ? Math.Clamp((value - left) / (right - left), 0, 1) : 1;
        return (leftAt + (part * (rightAt - leftAt))) / _total;
    }

    // Linear interpolation between the order statistics around share * (n - 1), as NumPy does by default.
    private double Exact(double share)
    {
        var (values, upTo) = Sorted();
        if (values.Length == 0)
        {
            return double.NaN;
        }

        var at = share * (upTo[^1] - 1);
        var low = (long)at;
        return Interpolate(ValueAt(low), ValueAt(Math.Min(low + 1, upTo[^1] - 1)), at - low);

        double ValueAt(long rank)
        {
            var index = upTo.AsSpan().BinarySearch(rank + 1);
            return values[index < 0 ? ~index : index];
        }
    }

    private (double[] Values, long[] UpTo) Sorted()
    {
        if (_sorted is { } known)
        {
            return known;
        }

        var values = _counts!.Keys.Order().ToArray();
        var upTo = new long[values.Length];
        var sum = 0L;
        for (var i = 0; i < values.Length; i++)
        {
            upTo[i] = sum += _counts[values[i]];
        }

        _sorted = (values, upTo);
        return (values, upTo);
    }

    // Without differences of infinities.
    private static double Interpolate(double left, double right, double part) =>
        left == right || part <= 0 ? left : part >= 1 ? right : (left * (1 - part)) + (right * part);

    private void MergeBuffer()
    {
        if (_buffered > 0)
        {
            var values = _buffer.AsSpan(0, _buffered);
            values.Sort();
            Merge(values, []);
            _buffered = 0;
        }
    }

    /// <param name="values">In ascending order.</param>
    /// <param name="weights">Their weights, or empty where each is 1.</param>
    private void Merge(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        var total = _total;
        for (var i = 0; i < values.Length; i++)
        {
            total += weights.IsEmpty ? 1 : weights[i];
        }

        var (means, sums, isOne) = (new List<double>(_means.Length), new List<double>(_means.Length), new List<bool>(_means.Length));
        var (done, limit) = (0.0, total * ShareAt(KOf(0) + 1));
        int c = 0, v = 0;
        while (c < _means.Length || v < values.Length)
        {
            var isNew = c == _means.Length || (v < values.Length && values[v] < _means[c]);
            var (mean, weight, one) = isNew ? (values[v], weights.IsEmpty ? 1 : weights[v], true) : (_means[c], _weights[c], _isOneNumber[c]);
            (v, c) = isNew ? (v + 1, c) : (v, c + 1);
            if (means.Count > 0 && (done + sums[^1] + weight <= limit || mean == means[^1]))
            {
                isOne[^1] &= one && mean == means[^1];
                sums[^1] += weight;
                means[^1] = Interpolate(means[^1], mean, weight / sums[^1]);
                continue;
            }

            if (means.Count > 0)
            {
                done += sums[^1];
                limit = total * ShareAt(KOf(done / total) + 1);
            }

            means.Add(mean);
            sums.Add(weight);
            isOne.Add(one);
        }

        (_means, _weights, _isOneNumber, _total) = ([.. means], [.. sums], [.. isOne], total);
    }

    private static double KOf(double share) => Compression / (2 * Math.PI) * Math.Asin((2 * share) - 1);

    private static double ShareAt(double k) => k >= Compression / 4 ? 1 : (Math.Sin(2 * Math.PI * k / Compression) + 1) / 2;
}
