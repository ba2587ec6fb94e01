using Slipway.Peers.Running;

namespace Slipway.Peers.Data;

/// <summary>Issue "data at scale": reading tables, training on more than fits into memory.</summary>
internal sealed class DataGroup : IBenchmarkGroup
{
    /// <inheritdoc/>
    public string Name => "data";

    /// <inheritdoc/>
    public IEnumerable<Comparison> Compare(BenchmarkSetup setup) =>
    [
        .. NumericCsvComparisons.All(setup),
        .. MixedCsvComparisons.All(setup),
        .. ParquetComparisons.All(setup),
        .. S3Comparisons.All(),
        .. PipeComparisons.All(setup),
        .. LargeCsvComparison.All(setup),
    ];
}
