using Slipway.Kernels;

namespace Slipway.Peers.Gemm;

/// <summary>A product <c>C[m x n] = op(A)[m x k] op(B)[k x n]</c> with its operands and samples of the exact result.</summary>
internal sealed class GemmShape
{
    private const int Samples = 2000;
    private const ulong Seed = 7;
    private const double UnitRoundoff = 1.0 / (1 << 24);

    private readonly Lazy<(float[] A, float[] B)> _operands;
    private readonly Lazy<(int Index, double Value, double Bound)[]> _samples;

    /// <summary>Describes the product; the operands are made when they are first used.</summary>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">Depth.</param>
    /// <param name="transA">Whether A is stored as <c>[k x m]</c>.</param>
    /// <param name="transB">Whether B is stored as <c>[n x k]</c>.</param>
    public GemmShape(int m, int n, int k, bool transA = false, bool transB = false)
    {
        (M, N, K, TransA, TransB) = (m, n, k, transA, transB);
        _operands = new(() =>
        {
            float[] a = new float[M * K], b = new float[K * N];
            CounterRandom.FillNormal(Seed, 1, 0, a);
            CounterRandom.FillNormal(Seed, 2, 0, b);
            return (a, b);
        });
        _samples = new(() => [.. Enumerable.Range(0, Math.Min(Samples, M * N)).Select(Sample)]);
    }

    public int M { get; }

    public int N { get; }

    public int K { get; }

    public bool TransA { get; }

    public bool TransB { get; }

    /// <summary>Sizes and transposes, for the report.</summary>
    public string Name => $"{M} x {N} x {K}" + (TransA ? ", A transposed" : "") + (TransB ? ", B transposed" : "");

    /// <summary>Operations of the product.</summary>
    public double Flops => 2.0 * M * N * K;

    /// <summary>As stored, dense.</summary>
    public float[] A => _operands.Value.A;

    /// <summary>As stored, dense.</summary>
    public float[] B => _operands.Value.B;

    /// <summary>Compares a result with the exact one, which is summed in double.</summary>
    /// <param name="c">The result, row-major.</param>
    /// <exception cref="InvalidOperationException">An element is off by more than float32 can be.</exception>
    public void Verify(ReadOnlySpan<float> c)
    {
        foreach (var (index, value, bound) in _samples.Value)
        {
            if (!(Math.Abs(c[index] - value) <= bound))
            {
                throw new InvalidOperationException($"Product {Name}: element {index} is {c[index]}, but {value} within {bound} is right.");
            }
        }
    }

    // Rounding error of a sum of k products in any order: at most k times half a unit in the last place of the sum of their sizes (Higham, 2002, 3.1).
    private (int Index, double Value, double Bound) Sample(int sample)
    {
        var index = M * N <= Samples ? sample : (int)(CounterRandom.UInt32(Seed, 3, (ulong)sample) % (uint)(M * N));
        var (i, j) = Math.DivRem(index, N);
        double sum = 0, sizes = 0;
        for (var p = 0; p < K; p++)
        {
            var product = (double)A[TransA ? (p * M) + i : (i * K) + p] * B[TransB ? (j * K) + p : (p * N) + j];
            sum += product;
            sizes += Math.Abs(product);
        }

        return (index, sum, K * sizes * UnitRoundoff);
    }
}
