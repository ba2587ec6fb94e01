namespace Slipway.Tuning;

/// <summary>The values of one parameter in a grid, in increasing order: stored, or every whole number from a first one on.</summary>
internal sealed class GridAxis
{
    private readonly double[]? _values;
    private readonly long _first;

    private GridAxis(double[] values)
    {
        _values = values;
        Count = values.Length;
    }

    private GridAxis(long first, long count)
    {
        _first = first;
        Count = count;
    }

    public long Count { get; }

    public double this[long index] => _values is null ? _first + index : _values[index];

    /// <summary>The values of a parameter.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="steps">How many; null means all, which a continuum does not have.</param>
    public static GridAxis Of(Parameter parameter, int? steps) => parameter switch
    {
        CategoricalParameter categorical => new GridAxis(0, categorical.Choices.Count),
        IntegerParameter whole when steps is null || steps >= whole.Cardinality => new GridAxis(whole.Minimum, whole.Cardinality!.Value),
        IntegerParameter whole => new GridAxis(Spread(whole, steps!.Value, whole.Minimum, whole.Maximum)),
        ContinuousParameter continuous => new GridAxis(Spread(continuous, steps!.Value, continuous.Minimum, continuous.Maximum)),
        _ => throw new NotSupportedException($"{parameter.Name} is of the kind {parameter.GetType().Name}, which a grid does not know."),
    };

    // The bounds are taken as they are written: there and back over a logarithm they would move by a bit.
    private static double[] Spread(Parameter parameter, int steps, double minimum, double maximum)
    {
        if (steps == 1)
            return [parameter.FromUnit(0.5)];

        var low = parameter.ToUnit(minimum);
        var high = parameter.ToUnit(maximum);
        var values = new List<double>(steps) { minimum };
        for (var i = 1; i < steps; i++)
        {
            var value = i == steps - 1 ? maximum : parameter.FromUnit(low + (i / (steps - 1.0) * (high - low)));
            if (value > values[^1])
                values.Add(value);
        }

        return [.. values];
    }
}
