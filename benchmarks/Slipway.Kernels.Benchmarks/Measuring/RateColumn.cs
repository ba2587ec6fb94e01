namespace Slipway.Kernels.Benchmarks.Measuring;

/// <summary>GFLOP/s or GB/s.</summary>
internal sealed class RateColumn() : KernelColumn("Rate", "Operations or bytes that the result needs, by the mean time")
{
    protected override string Describe(KernelBenchmark benchmark, double? nanoseconds, string method) => nanoseconds is { } time
        ? string.Create(null, $"{benchmark.Work.Rate(time):0.0} {(benchmark.Work.IsArithmetic ? "GFLOP/s" : "GB/s")}")
        : "?";
}
