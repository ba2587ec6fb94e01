namespace Slipway.Kernels.Benchmarks.Measuring;

/// <summary>What the rival is.</summary>
internal sealed class RivalColumn() : KernelColumn("By", "Who does the work of the row")
{
    protected override string Describe(KernelBenchmark benchmark, double? nanoseconds, string method) => method switch
    {
        nameof(KernelBenchmark.Rival) => benchmark.RivalName,
        nameof(KernelBenchmark.Reference) => "plain loop",
        _ => $"{KernelPaths.Current}",
    };
}
