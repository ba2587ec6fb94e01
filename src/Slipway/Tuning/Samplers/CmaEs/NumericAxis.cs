namespace Slipway.Tuning;

/// <summary>
/// A numeric parameter as a coordinate without bounds: 0 to 1 is its scale, and what lies beyond is mirrored there and back. So an optimum on a bound
/// is one inside, with its mirror image on the other side.
/// </summary>
internal sealed class NumericAxis
{
    private readonly IntegerParameter? _whole;

    private NumericAxis(int index, Parameter parameter)
    {
        Index = index;
        Parameter = parameter;
        _whole = parameter as IntegerParameter;
    }

    /// <summary>Position of the parameter in its space.</summary>
    public int Index { get; }

    public Parameter Parameter { get; }

    public bool IsWhole => _whole is not null;

    /// <summary>The numeric parameters that always exist.</summary>
    public static NumericAxis[] Of(ParameterSpace space) =>
        [.. space.Parameters
            .Select((parameter, index) => new NumericAxis(index, parameter))
            .Where(a => a.Parameter is { Condition: null } and (ContinuousParameter or IntegerParameter))];

    /// <summary>The place between 0 and 1 that a coordinate stands for.</summary>
    public static double Fold(double coordinate)
    {
        var cell = Math.Floor(coordinate);
        return IsMirrored(coordinate) ? 1 - (coordinate - cell) : coordinate - cell;
    }

    /// <summary>Whether a coordinate lies in a mirror image, where the scale runs backwards.</summary>
    public static bool IsMirrored(double coordinate) => Math.Floor(coordinate) % 2 != 0;

    /// <summary>The parameter's value at a coordinate.</summary>
    public double Value(double coordinate) => Parameter.FromUnit(Fold(coordinate));

    /// <summary>Bounds of the coordinates around a place that have the same whole number; over a bound of the parameter, the mirror image too.</summary>
    /// <param name="unit">0 to 1.</param>
    public (double Low, double High) Cell(double unit)
    {
        var value = Parameter.FromUnit(unit);
        var low = Parameter.ToUnit(value - 0.5);
        var high = Parameter.ToUnit(value + 0.5);
        return (value == _whole!.Minimum ? -high : low, value == _whole.Maximum ? 2 - low : high);
    }
}
