namespace Slipway.Tuning;

/// <summary>How many values of each numeric parameter <see cref="Sampler.Grid(GridOptions)"/> tries. Choices of categorical parameters are all tried.</summary>
public sealed record GridOptions
{
    /// <summary>
    /// Number of values of each numeric parameter that <see cref="StepsByParameter"/> does not name: equally far apart on the parameter's scale, both
    /// bounds included; the middle alone when 1. A whole-number parameter with fewer values has them all, and one on a logarithmic scale may have fewer
    /// where steps round to the same number. 1 to 100,000; null (default) means every value, which a continuous parameter does not allow.
    /// </summary>
    public int? Steps { get; init; }

    /// <summary>Number of values of single numeric parameters, by name; each as in <see cref="Steps"/>. Empty by default.</summary>
    public IReadOnlyDictionary<string, int> StepsByParameter { get; init; } = new Dictionary<string, int>();

    /// <inheritdoc/>
    public bool Equals(GridOptions? other) =>
        other is not null && Steps == other.Steps && StepsByParameter.Count == other.StepsByParameter.Count &&
        StepsByParameter.All(s => other.StepsByParameter.TryGetValue(s.Key, out var steps) && steps == s.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Steps, StepsByParameter.Count);
}
