using BenchmarkDotNet.Attributes;
using Slipway.Kernels.Benchmarks.Measuring;

namespace Slipway.Kernels.Benchmarks;

/// <summary>A short parallel loop on two threads: what starting and ending it costs. The reference is the same loop on one thread.</summary>
public class ParallelForBenchmarks : KernelBenchmark
{
    private const int Parts = 2;

    [Params(1 << 12, 1 << 16)]
    public int Length { get; set; }

    internal override KernelWork Work => KernelWork.OfBytes(2.0 * sizeof(float) * Length);

    internal override string RivalName => "Parallel.For";

    private protected override KernelCase Create()
    {
        float[] x = Normal(Length, 1), y = new float[Length];
        var size = Length / Parts;
        void Part(int part) => Tanh.Forward(x.AsSpan(part * size, size), y.AsSpan(part * size, size));
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parts };
        return new KernelCase
        {
            Slipway = () => ParallelFor.Run(Length, size, Parts, (start, end) => Tanh.Forward(x.AsSpan(start, end - start), y.AsSpan(start, end - start))),
            Reference = () =>
            {
                for (var part = 0; part < Parts; part++)
                {
                    Part(part);
                }
            },
            Rival = () => Parallel.For(0, Parts, options, Part),
            Result = Values(y),
            Reset = () => y.AsSpan().Clear(),
            Tolerance = 0,
        };
    }
}
