using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using Slipway.Kernels.Benchmarks.Measuring;

namespace Slipway.Kernels.Benchmarks;

/// <summary>Sums and extremes; column sums of rows of 64.</summary>
public class ReductionBenchmarks : KernelBenchmark
{
    private const int Width = 64;

    [Params("dot", "dot in double", "largest", "column sums", "axpy")]
    public string Kernel { get; set; } = "";

    [Params(1 << 10, 1 << 20)]
    public int Length { get; set; }

    internal override KernelWork Work => Kernel switch
    {
        "dot" or "dot in double" => KernelWork.OfBytes(2.0 * sizeof(float) * Length),
        "axpy" => KernelWork.OfBytes(3.0 * sizeof(float) * Length, footprint: 2.0 * sizeof(float) * Length),
        _ => KernelWork.OfBytes(sizeof(float) * (double)Length),
    };

    internal override string RivalName => Kernel switch
    {
        "dot" or "dot in double" => "TensorPrimitives.Dot",
        "largest" => "TensorPrimitives.IndexOfMax",
        "column sums" => "TensorPrimitives.Add of each row",
        _ => "TensorPrimitives.MultiplyAdd",
    };

    private protected override KernelCase Create()
    {
        float[] x = Normal(Length, 1), start = Normal(Length, 2), y = [.. start], sums = new float[Width];
        var result = 0.0;
        var scalar = new KernelCase
        {
            Slipway = () => result = Dot.Product(x, y),
            Reference = () => result = Dot.Product(KernelPath.Scalar, x, y),
            Rival = () => result = TensorPrimitives.Dot<float>(x, y),
            Result = () => [result],
            Tolerance = 1e-3,
        };
        return Kernel switch
        {
            "dot" => scalar,
            "dot in double" => scalar with
            {
                Slipway = () => result = Dot.ProductDouble(x, y),
                Reference = () => result = Dot.ProductDouble(KernelPath.Scalar, x, y),
            },
            "largest" => scalar with
            {
                Slipway = () => result = ArgMax.Of(x),
                Reference = () => result = ArgMax.Of(KernelPath.Scalar, x),
                Rival = () => result = TensorPrimitives.IndexOfMax<float>(x),
                Tolerance = 0,
            },
            "column sums" => scalar with
            {
                Slipway = () => ColumnSums.Compute(Length / Width, Width, x, Width, sums),
                Reference = () => ColumnSums.Compute(KernelPath.Scalar, Length / Width, Width, x, Width, sums, false),
                Rival = () =>
                {
                    sums.AsSpan().Clear();
                    for (var i = 0; i < Length; i += Width)
                    {
                        TensorPrimitives.Add(sums, x.AsSpan(i, Width), sums);
                    }
                },
                Result = Values(sums),
            },
            _ => scalar with
            {
                Slipway = () => Axpy.Apply(1e-9f, x, y),
                Reference = () => Axpy.Apply(KernelPath.Scalar, 1e-9f, x, y),
                Rival = () => TensorPrimitives.MultiplyAdd(x, 1e-9f, y, y),
                Result = Values(y),
                Reset = () => start.CopyTo(y, 0),
            },
        };
    }
}
