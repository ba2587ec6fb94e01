using System.Globalization;

namespace Slipway.Tuning;

/// <summary>A whole number between two bounds, both included.</summary>
/// <param name="Name">Unique within its space.</param>
/// <param name="Minimum">Smallest value.</param>
/// <param name="Maximum">Largest value; more than <paramref name="Minimum"/>. Both must be within 2^53 of zero.</param>
/// <param name="Scale">On which scale equal steps matter equally; not <see cref="ParameterScale.ReverseLog"/>.</param>
public sealed record IntegerParameter(string Name, long Minimum, long Maximum, ParameterScale Scale = ParameterScale.Linear) : Parameter(Name)
{
    private const long Exact = 1L << 53;

    /// <inheritdoc/>
    public override long? Cardinality => Maximum - Minimum + 1;

    /// <inheritdoc/>
    public override double ToUnit(double value) => (NumericScale.Forward(Scale, value) - Low) / (High - Low);

    /// <inheritdoc/>
    public override double FromUnit(double unit)
    {
        var value = NumericScale.Backward(Scale, Low + (Math.Clamp(unit, 0, 1) * (High - Low)));
        return Math.Clamp(Math.Round(value, MidpointRounding.AwayFromZero), Minimum, Maximum);
    }

    /// <inheritdoc/>
    public override bool Contains(double value) => value >= Minimum && value <= Maximum && Math.Floor(value) == value;

    /// <inheritdoc/>
    public override IEnumerable<string> FindProblems()
    {
        foreach (var problem in NumericScale.FindProblems(Name, Minimum, Maximum, Scale))
        {
            yield return problem;
        }

        if (Minimum < -Exact || Maximum > Exact)
        {
            yield return $"{Name} ranges over [{Minimum}, {Maximum}]; allowed: whole numbers within 2^53 of zero.";
        }

        if (Scale == ParameterScale.ReverseLog)
        {
            yield return $"{Name} is a whole number on a reverse logarithmic scale; allowed: linear or logarithmic.";
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} in {{{Minimum}..{Maximum}}} ({Scale})");

    // Cells reach half a step beyond the bounds, so that the first and last value are as likely as the others.
    private double Low => NumericScale.Forward(Scale, Minimum - 0.5);

    private double High => NumericScale.Forward(Scale, Maximum + 0.5);
}
