using System.Globalization;

namespace Slipway.Tuning;

/// <summary>A real number between two bounds, both included.</summary>
/// <param name="Name">Unique within its space.</param>
/// <param name="Minimum">Smallest value.</param>
/// <param name="Maximum">Largest value; more than <paramref name="Minimum"/>.</param>
/// <param name="Scale">On which scale equal steps matter equally.</param>
public sealed record ContinuousParameter(string Name, double Minimum, double Maximum, ParameterScale Scale = ParameterScale.Linear) : Parameter(Name)
{
    /// <inheritdoc/>
    public override long? Cardinality => null;

    /// <inheritdoc/>
    public override double ToUnit(double value)
    {
        var low = NumericScale.Forward(Scale, Minimum);
        var high = NumericScale.Forward(Scale, Maximum);
        return Math.Clamp((NumericScale.Forward(Scale, value) - low) / (high - low), 0, 1);
    }

    /// <inheritdoc/>
    public override double FromUnit(double unit)
    {
        var low = NumericScale.Forward(Scale, Minimum);
        var high = NumericScale.Forward(Scale, Maximum);
        return Math.Clamp(NumericScale.Backward(Scale, low + (Math.Clamp(unit, 0, 1) * (high - low))), Minimum, Maximum);
    }

    /// <inheritdoc/>
    public override bool Contains(double value) => value >= Minimum && value <= Maximum;

    /// <inheritdoc/>
    public override IEnumerable<string> FindProblems() => NumericScale.FindProblems(Name, Minimum, Maximum, Scale);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} in [{Minimum}, {Maximum}] ({Scale})");
}
