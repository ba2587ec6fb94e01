using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using Slipway.Kernels.Benchmarks.Measuring;

namespace Slipway.Kernels.Benchmarks;

/// <summary><see cref="Gemm"/> with B stored transposed, as dot products of rows want it.</summary>
public class GemmBenchmarks : KernelBenchmark
{
    [Params("512x512x512", "128x128x128", "32x32x32", "127x129x131", "1024x10x256")]
    public string Shape { get; set; } = "";

    internal override KernelWork Work
    {
        get
        {
            var (m, n, k) = Sizes();
            return KernelWork.OfFlops(2.0 * m * n * k);
        }
    }

    internal override string RivalName => "TensorPrimitives.Dot of each pair of rows";

    private protected override KernelCase Create()
    {
        var (m, n, k) = Sizes();
        float[] a = Normal(m * k, 1), b = Normal(n * k, 2), c = new float[m * n];
        return new KernelCase
        {
            Slipway = () => Gemm.Multiply(false, true, m, n, k, a, k, b, k, c, n),
            Reference = () => Gemm.Multiply(KernelPath.Scalar, false, true, m, n, k, a, k, b, k, c, n, false, default, 1),
            Rival = () =>
            {
                for (var i = 0; i < m; i++)
                {
                    for (var j = 0; j < n; j++)
                    {
                        c[(i * n) + j] = TensorPrimitives.Dot(a.AsSpan(i * k, k), b.AsSpan(j * k, k));
                    }
                }
            },
            Result = Values(c),
            Tolerance = 1e-4,
        };
    }

    private (int M, int N, int K) Sizes()
    {
        var sizes = Array.ConvertAll(Shape.Split('x'), int.Parse);
        return (sizes[0], sizes[1], sizes[2]);
    }
}
