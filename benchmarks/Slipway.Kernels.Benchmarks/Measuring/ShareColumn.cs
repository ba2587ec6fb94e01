namespace Slipway.Kernels.Benchmarks.Measuring;

/// <summary>The rate as a share of the machine's limit.</summary>
/// <param name="limits">Measured at the start.</param>
internal sealed class ShareColumn(MachineLimits limits)
    : KernelColumn("Of limit", "Share of one core's multiply-adds, or of its copying at that size; above 100% where several threads run, or little is written")
{
    protected override string Describe(KernelBenchmark benchmark, double? nanoseconds, string method) => nanoseconds is { } time
        ? string.Create(null, $"{100 * benchmark.Work.Rate(time) / limits.Of(benchmark.Work):0}%")
        : "?";
}
