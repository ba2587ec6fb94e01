using Slipway.Peers.Running;

namespace Slipway.Peers.Tuning;

/// <summary>Samplers beside Optuna: regret on known functions, accuracy of real trainings, what pruning saves, time for a proposal, opening a journal.</summary>
internal sealed class TunerGroup : IBenchmarkGroup
{
    /// <inheritdoc/>
    public string Name => "tuner";

    /// <inheritdoc/>
    public IEnumerable<Comparison> Compare(BenchmarkSetup setup) =>
    [
        .. OverheadComparisons.Rows(setup), .. JournalComparisons.Rows(setup), .. PruningComparisons.Rows(setup), .. TrainingComparisons.Rows(setup),
        .. new RegretComparisons(setup).Rows(),
    ];
}
