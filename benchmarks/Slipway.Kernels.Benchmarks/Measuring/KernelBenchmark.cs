using BenchmarkDotNet.Attributes;

namespace Slipway.Kernels.Benchmarks.Measuring;

/// <summary>A family of kernels: the rows of each case are Slipway's kernel, its reference loop, and a rival from outside as the baseline.</summary>
public abstract class KernelBenchmark
{
    private KernelCase? _case;

    /// <summary>What a call does; depends on the parameters alone.</summary>
    internal abstract KernelWork Work { get; }

    /// <summary>What the rival is; depends on the parameters alone.</summary>
    internal abstract string RivalName { get; }

    /// <summary>Makes the inputs; a wrong result of any of the three ends the benchmark.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _case = Create();
        _case.Verify();
    }

    [Benchmark]
    public void Slipway() => _case!.Slipway();

    [Benchmark]
    public void Reference() => _case!.Reference();

    [Benchmark(Baseline = true)]
    public void Rival() => _case!.Rival();

    private protected abstract KernelCase Create();

    private protected static float[] Normal(int length, ulong stream)
    {
        var values = new float[length];
        CounterRandom.FillNormal(1, stream, 0, values);
        return values;
    }

    private protected static Func<double[]> Values(float[] values) => () => Array.ConvertAll(values, v => (double)v);
}
