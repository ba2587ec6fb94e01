namespace Slipway.Data;

/// <summary>
/// Quantiles of a stream of numbers: exact while they fit the buffer, then a merging t-digest (Dunning and Ertl, "Computing extremely
/// accurate quantiles using t-digests", 2019, section 2) with the scale function k1.
/// </summary>
/// <param name="bufferSize">Numbers that are kept before they are merged.</param>
internal sealed class QuantileSketch(int bufferSize)
{
    private const double Compression = 400;

    private double[] _buffer = new double[Math.Min(64, bufferSize)];
    private int _buffered;
    private bool _isSorted;
    private double[] _means = [];
    private double[] _weights = [];
    private double _merged;
    private double _minimum = double.PositiveInfinity;
    private double _maximum = double.NegativeInfinity;

    /// <summary>Adds a number that is not NaN.</summary>
    public void Add(double value)
    {
        if (_buffered == _buffer.Length)
        {
            if (_buffered < bufferSize)
            {
                Array.Resize(ref _buffer, (int)Math.Min(bufferSize, _buffered * 2L));
            }
            else
            {
                Merge();
            }
        }

        _buffer[_buffered++] = value;
        _isSorted = false;
        _minimum = Math.Min(_minimum, value);
        _maximum = Math.Max(_maximum, value);
    }

    /// <summary>The number that a share of all is at most; NaN when there is none.</summary>
    public double Quantile(double share)
    {
        if (_merged == 0)
        {
            return Exact(share);
        }

        Merge();
        var target = share * _merged;
        var (left, leftAt) = (_minimum, 0.0);
        var before = 0.0;
        for (var i = 0; i < _means.Length; i++)
        {
            var centre = before + (_weights[i] / 2);
            if (target < centre)
            {
                return Interpolate(left, _means[i], (target - leftAt) / (centre - leftAt));
            }

            (left, leftAt) = (_means[i], centre);
            before += _weights[i];
        }

        return Interpolate(left, _maximum, _merged > leftAt ? (target - leftAt) / (_merged - leftAt) : 1);
    }

    /// <summary>The share of all numbers that are below a value.</summary>
    public double ShareBelow(double value)
    {
        if (_merged == 0)
        {
            Sort();
            var at = _buffer.AsSpan(0, _buffered).BinarySearch(value);
            at = at < 0 ? ~at : at;
            while (at > 0 && _buffer[at - 1] == value)
            {
                at--;
            }

            return (double)at / Math.Max(1, _buffered);
        }

        Merge();
        var (left, leftAt) = (_minimum, 0.0);
        var before = 0.0;
        for (var i = 0; i < _means.Length; i++)
        {
            var centre = before + (_weights[i] / 2);
            if (value < _means[i])
            {
                return Share(value, left, leftAt, _means[i], centre);
            }

            (left, leftAt) = (_means[i], centre);
            before += _weights[i];
        }

        return Share(value, left, leftAt, _maximum, _merged);
    }

    private double Share(double value, double left, double leftAt, double right, double rightAt)
    {
        var part = right > left ? Math.Clamp((value - left) / (right - left), 0, 1) : 1;
        return (leftAt + (part * (rightAt - leftAt))) / _merged;
    }

    private double Exact(double share)
    {
        if (_buffered == 0)
        {
            return double.NaN;
        }

        Sort();
        var at = share * (_buffered - 1);
        var low = (int)at;
        return Interpolate(_buffer[low], _buffer[Math.Min(low + 1, _buffered - 1)], at - low);
    }

    // Without differences of infinities.
    private static double Interpolate(double left, double right, double part) =>
        left == right || part <= 0 ? left : part >= 1 ? right : (left * (1 - part)) + (right * part);

    private void Sort()
    {
        if (!_isSorted)
        {
            _buffer.AsSpan(0, _buffered).Sort();
            _isSorted = true;
        }
    }

    private void Merge()
    {
        if (_buffered == 0)
        {
            return;
        }

        Sort();
        var total = _merged + _buffered;
        var (means, weights) = (new List<double>(_means.Length), new List<double>(_means.Length));
        var (done, limit) = (0.0, total * ShareAt(KOf(0) + 1));
        int c = 0, b = 0;
        while (c < _means.Length || b < _buffered)
        {
            var fromBuffer = c == _means.Length || (b < _buffered && _buffer[b] < _means[c]);
            var (mean, weight) = fromBuffer ? (_buffer[b++], 1.0) : (_means[c], _weights[c++]);
            if (means.Count > 0 && done + weights[^1] + weight <= limit)
            {
                weights[^1] += weight;
                means[^1] = Interpolate(means[^1], mean, weight / weights[^1]);
                continue;
            }

            if (means.Count > 0)
            {
                done += weights[^1];
                limit = total * ShareAt(KOf(done / total) + 1);
            }

            means.Add(mean);
            weights.Add(weight);
        }

        (_means, _weights, _merged, _buffered) = ([.. means], [.. weights], total, 0);
    }

    private static double KOf(double share) => Compression / (2 * Math.PI) * Math.Asin((2 * share) - 1);

    private static double ShareAt(double k) => k >= Compression / 4 ? 1 : (Math.Sin(2 * Math.PI * k / Compression) + 1) / 2;
}
