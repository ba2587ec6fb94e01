using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using Slipway.Kernels.Benchmarks.Measuring;

namespace Slipway.Kernels.Benchmarks;

/// <summary>Squared distances of 256 rows to 256 others, and values of the RBF kernel from products.</summary>
public class DistanceBenchmarks : KernelBenchmark
{
    private const int Rows = 256;
    private const float Gamma = 0.01f;

    [Params("squared distances", "rbf from products")]
    public string Kernel { get; set; } = "";

    [Params(50, 784)]
    public int Width { get; set; }

    internal override KernelWork Work => Kernel == "squared distances"
        ? KernelWork.OfFlops(2.0 * Rows * Rows * Width)
        : KernelWork.OfBytes(3.0 * sizeof(float) * Rows * Width);

    internal override string RivalName => Kernel == "squared distances" ? "TensorPrimitives.Distance of each pair" : "TensorPrimitives, four calls";

    private protected override KernelCase Create() => Kernel == "squared distances" ? Distances() : Rbf();

    private KernelCase Distances()
    {
        float[] a = Normal(Rows * Width, 1), b = Normal(Rows * Width, 2), d = new float[Rows * Rows];
        float[] normsA = new float[Rows], normsB = new float[Rows];
        SquaredDistances.RowNorms(Rows, Width, a, Width, normsA);
        SquaredDistances.RowNorms(Rows, Width, b, Width, normsB);
        return new KernelCase
        {
            Slipway = () => SquaredDistances.Compute(Rows, Rows, Width, a, Width, normsA, b, Width, normsB, d, Rows),
            Reference = () => SquaredDistances.Compute(KernelPath.Scalar, Rows, Rows, Width, a, Width, normsA, b, Width, normsB, d, Rows, 1),
            Rival = () =>
            {
                for (var i = 0; i < Rows; i++)
                {
                    for (var j = 0; j < Rows; j++)
                    {
                        var distance = TensorPrimitives.Distance(a.AsSpan(i * Width, Width), b.AsSpan(j * Width, Width));
                        d[(i * Rows) + j] = distance * distance;
                    }
                }
            },
            Result = Values(d),
        };
    }

    private KernelCase Rbf()
    {
        var length = Rows * Width;
        float[] products = Normal(length, 1), norms = [.. Normal(length, 2).Select(v => 20 + v)], k = new float[length];
        return new KernelCase
        {
            Slipway = () => RbfKernel.FromProducts(Gamma, 20f, norms, products, k),
            Reference = () => RbfKernel.FromProducts(KernelPath.Scalar, Gamma, 20f, norms, products, k),
            Rival = () =>
            {
                TensorPrimitives.MultiplyAdd(products, -2f, norms, k);
                TensorPrimitives.Add(k, 20f, k);
                TensorPrimitives.Multiply(k, -Gamma, k);
                TensorPrimitives.Exp(k, k);
            },
            Result = Values(k),
        };
    }
}
