using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// Squared Euclidean distances between the rows of two matrices, <c>D[i, j] = |a_i|^2 + |b_j|^2 - 2 a_i'b_j</c>, at the speed of
/// <see cref="Gemm"/>.
/// </summary>
/// <remarks>
/// Bit-exact on every path and for every thread count. What rounding made negative is 0. The absolute error is a few units in the last place
/// of <c>|a_i|^2 + |b_j|^2</c>: centre the columns when they are far from 0 (distances do not change). Thread-safe, allocates nothing.
/// </remarks>
public static class SquaredDistances
{
    /// <summary>Computes all distances between m and n points.</summary>
    /// <param name="m">Rows of A and D.</param>
    /// <param name="n">Rows of B, columns of D.</param>
    /// <param name="k">Columns of A and B.</param>
    /// <param name="a">A, row-major.</param>
    /// <param name="lda">Distance between the rows of A, at least k.</param>
    /// <param name="aNorms">Squared norms of the rows of A (<see cref="RowNorms"/>).</param>
    /// <param name="b">B, row-major.</param>
    /// <param name="ldb">Distance between the rows of B, at least k.</param>
    /// <param name="bNorms">Squared norms of the rows of B.</param>
    /// <param name="d">The distances [m x n]; must not overlap an input.</param>
    /// <param name="ldd">Distance between the rows of D, at least n.</param>
    /// <param name="maxThreads">At most this many threads share the product.</param>
    /// <exception cref="ArgumentException">A size is negative or a span too short.</exception>
    public static void Compute(
        int m,
        int n,
        int k,
        ReadOnlySpan<float> a,
        int lda,
        ReadOnlySpan<float> aNorms,
        ReadOnlySpan<float> b,
        int ldb,
        ReadOnlySpan<float> bNorms,
        Span<float> d,
        int ldd,
        int maxThreads = 1) =>
        Compute(KernelPaths.Current, m, n, k, a, lda, aNorms, b, ldb, bNorms, d, ldd, maxThreads);

    /// <summary>Squared norms of the rows of a matrix: sums in double, rounded once.</summary>
    /// <param name="m">Rows.</param>
    /// <param name="k">Columns.</param>
    /// <param name="a">The matrix, row-major.</param>
    /// <param name="lda">Distance between rows, at least k.</param>
    /// <param name="norms">m results.</param>
    /// <exception cref="ArgumentException">A size is negative or a span too short.</exception>
    public static void RowNorms(int m, int k, ReadOnlySpan<float> a, int lda, Span<float> norms)
    {
        Arguments.NotNegative(m, nameof(m));
        Arguments.NotNegative(k, nameof(k));
        Arguments.Matrix(m, k, lda, a.Length, nameof(lda), nameof(a));
        Arguments.SameLength(m, norms.Length, nameof(norms));
        for (int i = 0; i < m; i++)
            norms[i] = k == 0 ? 0f : (float)SumOfSquares.Of(a.Slice(i * lda, k));
    }

    internal static void Compute(
        KernelPath path,
        int m,
        int n,
        int k,
        ReadOnlySpan<float> a,
        int lda,
        ReadOnlySpan<float> aNorms,
        ReadOnlySpan<float> b,
        int ldb,
        ReadOnlySpan<float> bNorms,
        Span<float> d,
        int ldd,
        int maxThreads)
    {
        Arguments.NotNegative(m, nameof(m));
        Arguments.NotNegative(n, nameof(n));
        Arguments.SameLength(m, aNorms.Length, nameof(aNorms));
        Arguments.SameLength(n, bNorms.Length, nameof(bNorms));
        Gemm.Multiply(path, false, true, m, n, k, a, lda, b, ldb, d, ldd, accumulate: false, default, maxThreads);
        for (int i = 0; i < m && n > 0; i++)
        {
            Span<float> row = d.Slice(i * ldd, n);
            Elementwise.Binary(path, new Operation(aNorms[i]), row, bNorms, row, nameof(d), nameof(bNorms));
        }
    }

    private readonly struct Operation(float rowNorm) : IBinaryOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Apply<TLanes>(TLanes x, TLanes y) where TLanes : unmanaged, ILanes<TLanes> =>
            TLanes.Larger(TLanes.FusedMultiplyAdd(x, TLanes.Broadcast(-2f), TLanes.Broadcast(rowNorm) + y), default);
    }
}
