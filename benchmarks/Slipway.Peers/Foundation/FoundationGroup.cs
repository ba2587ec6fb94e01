using Slipway.Peers.Running;

namespace Slipway.Peers.Foundation;

/// <summary>Issue "the house and its main job": training from file to model, CSV speed, start, overhead, memory.</summary>
internal sealed class FoundationGroup : IBenchmarkGroup
{
    /// <inheritdoc/>
    public string Name => "foundation";

    /// <inheritdoc/>
    public IEnumerable<Comparison> Compare(BenchmarkSetup setup) =>
    [
        .. CsvComparisons.All(setup),
        .. MlpComparisons.All(setup),
        .. LinearComparisons.All(setup),
        .. OverheadComparison.All(setup),
        .. StartComparison.All(),
        .. MemoryComparison.All(setup),
    ];
}
