namespace Slipway.Data;

/// <summary>Moments (Welford, 1962), extremes and a quantile sketch of finite or infinite numbers.</summary>
internal sealed class NumberStatistics(int kept)
{
    private const int Bins = 20;
    private static readonly double[] Probabilities = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

    private readonly QuantileSketch _sketch = new(kept);
    private long _count;
    private long _zeros;
    private double _mean;
    private double _squares;
    private double _minimum = double.PositiveInfinity;
    private double _maximum = double.NegativeInfinity;

    public void Add(double value)
    {
        _count++;
        _zeros += value == 0 ? 1 : 0;
        var delta = value - _mean;
        _mean += double.IsFinite(delta) ? delta / _count : (value / _count) - (_mean / _count); // the difference of extreme values is infinite
        _squares += delta * (value - _mean);
        _minimum = Math.Min(_minimum, value);
        _maximum = Math.Max(_maximum, value);
        _sketch.Add(value);
    }

    /// <summary>How often each number occurred; null when there were too many different ones.</summary>
    public IReadOnlyDictionary<double, long>? Counts => _sketch.Counts;

    /// <summary>Null when there was no number.</summary>
    public NumberProfile? Complete() => _count == 0 ? null : new NumberProfile(
        _count, _minimum, _maximum, _mean, _count == 1 ? 0 : Math.Sqrt(Math.Max(0, _squares) / (_count - 1)), _zeros,
        [.. Probabilities.Select(p => new QuantileValue(p, _sketch.Quantile(p)))], Histogram());

    private double[] Histogram()
    {
        // Halves, because the difference of extreme values is infinite.
        var half = (_maximum / 2) - (_minimum / 2);
        if (!(half > 0) || !double.IsFinite(half))
        {
            return [1];
        }

        var fractions = new double[Bins];
        var below = 0.0;
        for (var i = 0; i < Bins; i++)
        {
            var upTo = i == Bins - 1 ? 1 : _sketch.ShareBelow(_minimum + (2 * half * ((i + 1.0) / Bins)));
            fractions[i] = Math.Max(0, upTo - below);
            below = Math.Max(below, upTo);
        }

        return fractions;
    }
}
