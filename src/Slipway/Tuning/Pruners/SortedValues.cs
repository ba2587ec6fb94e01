namespace Slipway.Tuning;

/// <summary>Numbers in increasing order.</summary>
internal sealed class SortedValues
{
    private readonly List<double> _values = [];

    public int Count => _values.Count;

    public void Add(double value)
    {
        var index = _values.BinarySearch(value);
        _values.Insert(index < 0 ? ~index : index, value);
    }

    /// <summary>How many numbers are less than one.</summary>
    public int CountBelow(double value)
    {
        int low = 0, high = _values.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _values[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Percentile by linear interpolation between the closest ranks (method 7 of Hyndman and Fan 1996), with numpy's rounding.</summary>
    /// <param name="percent">0 to 100.</param>
    public double Percentile(double percent)
    {
        var rank = percent / 100 * (_values.Count - 1);
        var lower = (int)Math.Floor(rank);
        var a = _values[lower];
        var b = _values[Math.Min(lower + 1, _values.Count - 1)];
        var t = rank - lower;
        return t >= 0.5 ? b - ((b - a) * (1 - t)) : a + ((b - a) * t);
    }
}
