using System.Globalization;

namespace Slipway;

/// <summary>What a tuner's dry run found out.</summary>
public sealed record TuningDryRunReport
{
    /// <summary>The dry run of each algorithm, by the name of its search space.</summary>
    public required IReadOnlyDictionary<string, DryRunReport> Algorithms { get; init; }

    /// <summary>Number of trials planned.</summary>
    public required int Trials { get; init; }

    /// <summary>Trials that will run at the same time.</summary>
    public required int ParallelTrials { get; init; }

    /// <summary>
    /// Estimated time of the whole search: that of its trials, were they all in the middle of their ranges, spread over those that run at the same time;
    /// an upper bound where a pruner or a stopping rule ends things early.
    /// </summary>
    public required TimeSpan EstimatedDuration { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Trials} trials, {ParallelTrials} at a time: about {EstimatedDuration.TotalSeconds:0.0} s; {string.Join("; ", Algorithms.Select(a => $"{a.Key}: {a.Value}"))}");
}
