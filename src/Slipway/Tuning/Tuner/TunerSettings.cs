namespace Slipway.Tuning;

/// <summary>Everything of a tuner but its search spaces.</summary>
internal sealed record TunerSettings
{
    public IReadOnlyList<Objective> Objectives { get; init; } = [];

    public ISampler? Sampler { get; init; }

    public IPruner? Pruner { get; init; }

    public int MaxTrials { get; init; } = 20;

    public TimeSpan? MaxRuntime { get; init; }

    public int MaxParallelTrials { get; init; } = 1;

    public double? TargetValue { get; init; }

    public int? NoImprovementTrials { get; init; }

    public ConvergenceRule? Convergence { get; init; }

    public int MaxConsecutiveFailures { get; init; } = 5;

    public ulong Seed { get; init; }

    public string? Journal { get; init; }

    public IReadOnlyList<string> WarmStart { get; init; } = [];

    public string? Name { get; init; }

    public KeepModels KeepModels { get; init; } = KeepModels.Best;
}
