namespace Slipway;

/// <summary>
/// The values that a numeric hyperparameter (or each element of an array) may have. Checked when a job starts; NaN never passes.
/// </summary>
/// <param name="minimum">Smallest allowed value.</param>
/// <param name="maximum">Largest allowed value; <see cref="double.PositiveInfinity"/> for no limit (infinity itself never passes).</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BoundsAttribute(double minimum, double maximum) : Attribute
{
    /// <summary>Smallest allowed value.</summary>
    public double Minimum { get; } = minimum;

    /// <summary>Largest allowed value.</summary>
    public double Maximum { get; } = maximum;

    /// <summary>Whether <see cref="Minimum"/> itself is not allowed.</summary>
    public bool MinimumExclusive { get; init; }

    /// <summary>Whether <see cref="Maximum"/> itself is not allowed.</summary>
    public bool MaximumExclusive { get; init; }
}
