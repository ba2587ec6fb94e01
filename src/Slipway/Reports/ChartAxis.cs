namespace Slipway.Reports;

/// <summary>Maps values to a length in a drawing, and finds round values to label. Linear, logarithmic, or one cell a category.</summary>
internal sealed class ChartAxis
{
    private readonly Func<double, double> _forward;
    private readonly double _low;
    private readonly double _high;

    private ChartAxis(string title, double low, double high, Func<double, double> forward, IReadOnlyList<(double, string)> ticks)
    {
        Title = title;
        Ticks = ticks;
        _forward = forward;
        _low = forward(low);
        _high = forward(high);
    }

    public string Title { get; }

    /// <summary>Labelled values.</summary>
    public IReadOnlyList<(double Value, string Label)> Ticks { get; }

    /// <summary>Place of a value along the axis, 0 to 1.</summary>
    public double Place(double value) => Math.Clamp(((_forward(value) / 2) - (_low / 2)) / ((_high / 2) - (_low / 2)), 0, 1);

    public static ChartAxis Linear(string title, double low, double high)
    {
        if (!(high > low))
        {
            var pad = low == 0 ? 1 : Math.Abs(low) * 0.1;
            (low, high) = (low - pad, low + pad);
        }

        // Halves, because the difference of extreme values is infinite.
        var ticks = new List<(double, string)>();
        var step = RoundStep(((high / 2) - (low / 2)) / 2);
        for (var tick = Math.Ceiling(low / step) * step; tick <= high + (step * 1e-9) && ticks.Count < 12; tick += step)
        {
            var value = Math.Abs(tick) < step * 1e-9 ? 0 : tick;
            ticks.Add((value, NumberText.Short(value)));
        }

        return new ChartAxis(title, low, high, static x => x, ticks);
    }

    /// <summary>Linear, with a little room beyond the values.</summary>
    public static ChartAxis Around(string title, IEnumerable<double> values)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        if (low > high)
        {
            (low, high) = (0, 1);
        }

        var room = (high - low) * 0.04;
        return double.IsFinite(room) ? Linear(title, low - room, high + room) : Linear(title, low, high);
    }

    public static ChartAxis Logarithmic(string title, double low, double high)
    {
        var ticks = new List<(double, string)>();
        var (first, last) = ((int)Math.Ceiling(Math.Log10(low) - 1e-9), (int)Math.Floor(Math.Log10(high) + 1e-9));
        var every = Math.Max(1, ((last - first) / 5) + 1);
        for (var exponent = first; exponent <= last; exponent += every)
        {
            ticks.Add((Math.Pow(10, exponent), exponent is >= -3 and <= 4 ? NumberText.Short(Math.Pow(10, exponent)) : $"1e{exponent}"));
        }

        if (ticks.Count < 2)
        {
            ticks = [(low, NumberText.Short(low)), (high, NumberText.Short(high))];
        }

        return new ChartAxis(title, low, high, Math.Log, ticks);
    }

    public static ChartAxis Categories(string title, IReadOnlyList<string> labels) => new(
        title, -0.5, labels.Count - 0.5, static x => x,
        [.. labels.Select((label, i) => ((double)i, label)).Where((_, i) => labels.Count <= 12 || i % ((labels.Count / 12) + 1) == 0)]);

    /// <summary>1, 2 or 5 times a power of ten.</summary>
    private static double RoundStep(double raw)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return power * (raw / power) switch { <= 1.5 => 1, <= 3.5 => 2, <= 7.5 => 5, _ => 10 };
    }
}
