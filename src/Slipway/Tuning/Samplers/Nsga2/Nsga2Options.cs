namespace Slipway.Tuning;

/// <summary>Settings of <see cref="Sampler.Nsga2"/>. The defaults suit most searches.</summary>
public sealed record Nsga2Options
{
    /// <summary>Trials of a generation, and most parents of the next. 4 to 10,000; default 50.</summary>
    public int PopulationSize { get; init; } = 50;

    /// <summary>How often a trial has two parents; else it is a mutated copy of one. 0 to 1; default 0.9.</summary>
    public double CrossoverProbability { get; init; } = 0.9;

    /// <summary>How often each parameter is mutated. 0 to 1; null, the default, means once a trial on average.</summary>
    public double? MutationProbability { get; init; }

    /// <summary>Distribution index of the simulated binary crossover: the larger, the nearer to a parent. At least 0; default 20.</summary>
    public double CrossoverIndex { get; init; } = 20;

    /// <summary>Distribution index of the polynomial mutation: the larger, the smaller the change. At least 0; default 20.</summary>
    public double MutationIndex { get; init; } = 20;
}
