using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>The sum of each column of a matrix [m x n], <c>sums[j] = sum_i x[i, j]</c>: the gradient of a bias.</summary>
/// <remarks>
/// Bit-exact on every path: each sum is one chain of additions in ascending row order, from 0, or from what it holds when accumulating.
/// Thread-safe, allocates nothing.
/// </remarks>
public static unsafe class ColumnSums
{
    /// <summary>Sums the columns.</summary>
    /// <param name="m">Number of rows.</param>
    /// <param name="n">Number of columns.</param>
    /// <param name="x">The matrix, row-major.</param>
    /// <param name="ldx">Distance between rows, at least n.</param>
    /// <param name="sums">n sums; must not overlap <paramref name="x"/>.</param>
    /// <param name="accumulate">Whether to add to what the sums hold.</param>
    public static void Compute(int m, int n, ReadOnlySpan<float> x, int ldx, Span<float> sums, bool accumulate = false) =>
        Compute(KernelPaths.Current, m, n, x, ldx, sums, accumulate);

    internal static void Compute(KernelPath path, int m, int n, ReadOnlySpan<float> x, int ldx, Span<float> sums, bool accumulate)
    {
        Arguments.NotNegative(m, nameof(m));
        Arguments.NotNegative(n, nameof(n));
        Arguments.Matrix(m, n, ldx, x.Length, nameof(ldx), nameof(x));
        Arguments.SameLength(n, sums.Length, nameof(sums));
        Arguments.NoOverlap(x, sums, nameof(x));
        if (!accumulate)
            sums.Clear();
        // SAFETY: the matrix and its row distance were checked above.
        fixed (float* px = x, ps = sums)
        {
            switch (path)
            {
                case KernelPath.V512:
                    Vectorized<Lanes512>(m, n, px, ldx, ps);
                    break;
                case KernelPath.V256:
                    Vectorized<Lanes256>(m, n, px, ldx, ps);
                    break;
                case KernelPath.V128:
                    Vectorized<Lanes128>(m, n, px, ldx, ps);
                    break;
                default:
                    Reference(m, n, px, ldx, ps);
                    break;
            }
        }
    }

    private static void Reference(int m, int n, float* x, nint ldx, float* sums)
    {
        for (nint i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
                sums[j] += x[(i * ldx) + j];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vectorized<TLanes>(int m, int n, float* x, nint ldx, float* sums) where TLanes : unmanaged, ILanes<TLanes>
    {
        int j = 0;
        // Four columns of registers at a time: enough independent chains, and a whole number of cache lines per row.
        for (; j <= n - (4 * TLanes.Count); j += 4 * TLanes.Count)
        {
            float* s = sums + j, row = x + j;
            TLanes s0 = TLanes.Load(s), s1 = TLanes.Load(s + TLanes.Count);
            TLanes s2 = TLanes.Load(s + (2 * TLanes.Count)), s3 = TLanes.Load(s + (3 * TLanes.Count));
            for (int i = 0; i < m; i++, row += ldx)
            {
                s0 += TLanes.Load(row);
                s1 += TLanes.Load(row + TLanes.Count);
                s2 += TLanes.Load(row + (2 * TLanes.Count));
                s3 += TLanes.Load(row + (3 * TLanes.Count));
            }
            TLanes.Store(s0, s);
            TLanes.Store(s1, s + TLanes.Count);
            TLanes.Store(s2, s + (2 * TLanes.Count));
            TLanes.Store(s3, s + (3 * TLanes.Count));
        }
        for (; j < n; j += TLanes.Count)
        {
            TLanes mask = TLanes.FirstLanes(Math.Min(TLanes.Count, n - j));
            float* row = x + j;
            TLanes s0 = TLanes.LoadMasked(sums + j, mask);
            for (int i = 0; i < m; i++, row += ldx)
                s0 += TLanes.LoadMasked(row, mask);
            TLanes.StoreMasked(s0, sums + j, mask);
        }
    }
}
