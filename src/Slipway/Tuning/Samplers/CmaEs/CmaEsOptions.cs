namespace Slipway.Tuning;

/// <summary>Settings of <see cref="Sampler.CmaEs"/>. The defaults suit most searches.</summary>
public sealed record CmaEsOptions
{
    /// <summary>
    /// Trials of a generation. 4 to 10,000; null, the default, means 4 + 3 ln(n) rounded down, n being the number of numeric parameters without a
    /// condition. More search wider and learn slower.
    /// </summary>
    public int? PopulationSize { get; init; }

    /// <summary>
    /// Standard deviation of the first generation, as a share of each parameter's range on its scale. More than 0, at most 1; default 0.3. A search
    /// with trials of earlier ones takes its start from them instead.
    /// </summary>
    public double InitialStepSize { get; init; } = 0.3;

    /// <summary>
    /// How much larger the population gets when a run has converged and the next one starts, at a random place. 1 to 10; default 2. Null means no
    /// further run: proposals stay where the first one converged.
    /// </summary>
    public int? PopulationGrowth { get; init; } = 2;
}
