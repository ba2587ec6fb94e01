namespace Slipway.Tuning;

/// <summary>One of several choices without an order; its value is the choice's index, 0 to <c>Choices.Count - 1</c>.</summary>
/// <param name="Name">Unique within its space.</param>
/// <param name="Choices">What each choice is called, in order of the indices; distinct.</param>
public sealed record CategoricalParameter(string Name, IReadOnlyList<string> Choices) : Parameter(Name)
{
    /// <inheritdoc/>
    public override long? Cardinality => Choices.Count;

    /// <inheritdoc/>
    public override double ToUnit(double value) => (value + 0.5) / Choices.Count;

    /// <inheritdoc/>
    public override double FromUnit(double unit) => Math.Min(Math.Floor(Math.Clamp(unit, 0, 1) * Choices.Count), Choices.Count - 1);

    /// <inheritdoc/>
    public override bool Contains(double value) => value >= 0 && value < Choices.Count && Math.Floor(value) == value;

    /// <inheritdoc/>
    public override IEnumerable<string> FindProblems()
    {
        if (Choices.Count == 0)
        {
            yield return $"{Name} has no choices; allowed: at least one.";
        }

        foreach (var twice in Choices.GroupBy(c => c, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            yield return $"{Name} has the choice '{twice.Key}' {twice.Count()} times; allowed: once.";
        }
    }

    /// <inheritdoc/>
    public bool Equals(CategoricalParameter? other) =>
        other is not null && Name == other.Name && Condition == other.Condition && Choices.SequenceEqual(other.Choices, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Choices.Count);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} in {{{string.Join(", ", Choices)}}}";
}
