using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using Slipway.Kernels.Benchmarks.Measuring;

namespace Slipway.Kernels.Benchmarks;

/// <summary><see cref="SparseGemm"/>: 1,000 rows of 20 entries among 2,000 features, times a dense matrix.</summary>
public class SparseGemmBenchmarks : KernelBenchmark
{
    private const int Rows = 1000;
    private const int Features = 2000;
    private const int Entries = 20;

    [Params("product", "gradient")]
    public string Kernel { get; set; } = "";

    [Params(16, 128)]
    public int Columns { get; set; }

    internal override KernelWork Work => KernelWork.OfFlops(2.0 * Rows * Entries * Columns);

    internal override string RivalName => "TensorPrimitives.MultiplyAdd of each entry";

    private protected override KernelCase Create()
    {
        var offsets = Enumerable.Range(0, Rows + 1).Select(i => i * Entries).ToArray();
        var columns = Enumerable.Range(0, Rows * Entries)
            .Select(i => (int)(CounterRandom.UInt32(1, 5, (ulong)i) % (Features / Entries)) + (i % Entries * (Features / Entries))).ToArray();
        float[] values = Normal(columns.Length, 1), weights = Normal(Features * Columns, 2), delta = Normal(Rows * Columns, 3);
        float[] result = Kernel == "product" ? new float[Rows * Columns] : new float[Features * Columns];
        int n = Columns;
        CsrRows Csr() => new(Features, offsets, columns, values);
        return Kernel == "product"
            ? new KernelCase
            {
                Slipway = () => SparseGemm.Multiply(Csr(), n, weights, n, result, n),
                Reference = () => SparseGemm.Multiply(KernelPath.Scalar, Csr(), n, weights, n, result, n, false, default, 1),
                Rival = () =>
                {
                    result.AsSpan().Clear();
                    for (var e = 0; e < columns.Length; e++)
                    {
                        var row = result.AsSpan(e / Entries * n, n);
                        TensorPrimitives.MultiplyAdd(weights.AsSpan(columns[e] * n, n), values[e], row, row);
                    }
                },
                Result = Values(result),
                Tolerance = 1e-4,
            }
            : new KernelCase
            {
                Slipway = () => SparseGemm.AccumulateGradient(Csr(), n, delta, n, result, n),
                Reference = () => SparseGemm.AccumulateGradient(KernelPath.Scalar, Csr(), n, delta, n, result, n),
                Rival = () =>
                {
                    for (var e = 0; e < columns.Length; e++)
                    {
                        var row = result.AsSpan(columns[e] * n, n);
                        TensorPrimitives.MultiplyAdd(delta.AsSpan(e / Entries * n, n), values[e], row, row);
                    }
                },
                Result = Values(result),
                Reset = () => result.AsSpan().Clear(),
                Tolerance = 1e-4,
            };
    }
}
