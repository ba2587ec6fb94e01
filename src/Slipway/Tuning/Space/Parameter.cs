namespace Slipway.Tuning;

/// <summary>One dimension of a <see cref="ParameterSpace"/>, as samplers see it. Values are <see cref="double"/> in every kind.</summary>
/// <param name="Name">Unique within its space.</param>
public abstract record Parameter(string Name)
{
    /// <summary>When the parameter exists; null means always.</summary>
    public ParameterCondition? Condition { get; init; }

    /// <summary>Number of distinct values; null when there is a continuum.</summary>
    public abstract long? Cardinality { get; }

    /// <summary>Where a value lies on the parameter's scale.</summary>
    /// <param name="value">A value of the parameter.</param>
    /// <returns>0 to 1. Discrete values lie in the middle of equally wide cells.</returns>
    public abstract double ToUnit(double value);

    /// <summary>The value at a place on the parameter's scale; the inverse of <see cref="ToUnit"/>, rounded to a value of the parameter.</summary>
    /// <param name="unit">0 to 1; clamped.</param>
    public abstract double FromUnit(double unit);

    /// <summary>Whether a number is a value of the parameter. NaN never is.</summary>
    /// <param name="value">The number.</param>
    public abstract bool Contains(double value);

    /// <summary>What is wrong with the definition itself, as sentences; empty when nothing is.</summary>
    public abstract IEnumerable<string> FindProblems();
}
