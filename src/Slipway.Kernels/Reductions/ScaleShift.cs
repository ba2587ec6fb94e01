using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>Standardises the columns of a matrix [m x n] in place: <c>x[i, j] = (x[i, j] - shift[j]) * scale[j]</c>.</summary>
/// <remarks>Bit-exact on every path (two roundings, no fused operation). Thread-safe, allocates nothing.</remarks>
public static unsafe class ScaleShift
{
    /// <summary>Subtracts each column's shift and multiplies by its scale.</summary>
    /// <param name="m">Number of rows.</param>
    /// <param name="n">Number of columns.</param>
    /// <param name="x">The matrix, row-major; changed in place.</param>
    /// <param name="ldx">Distance between rows, at least n.</param>
    /// <param name="shift">n values, commonly the means.</param>
    /// <param name="scale">n values, commonly 1 / standard deviation.</param>
    public static void Apply(int m, int n, Span<float> x, int ldx, ReadOnlySpan<float> shift, ReadOnlySpan<float> scale) =>
        Apply(KernelPaths.Current, m, n, x, ldx, shift, scale);

    internal static void Apply(KernelPath path, int m, int n, Span<float> x, int ldx, ReadOnlySpan<float> shift, ReadOnlySpan<float> scale)
    {
        Arguments.NotNegative(m, nameof(m));
        Arguments.NotNegative(n, nameof(n));
        Arguments.Matrix(m, n, ldx, x.Length, nameof(ldx), nameof(x));
        Arguments.SameLength(n, shift.Length, nameof(shift));
        Arguments.SameLength(n, scale.Length, nameof(scale));
        Arguments.NoOverlap(shift, x, nameof(shift));
        Arguments.NoOverlap(scale, x, nameof(scale));
        // SAFETY: the matrix and its row distance were checked above.
        fixed (float* px = x, ps = shift, pf = scale)
        {
            switch (path)
            {
                case KernelPath.V512:
                    Vectorized<Lanes512>(m, n, px, ldx, ps, pf);
                    break;
                case KernelPath.V256:
                    Vectorized<Lanes256>(m, n, px, ldx, ps, pf);
                    break;
                case KernelPath.V128:
                    Vectorized<Lanes128>(m, n, px, ldx, ps, pf);
                    break;
                default:
                    Reference(m, n, px, ldx, ps, pf);
                    break;
            }
        }
    }

    private static void Reference(int m, int n, float* x, nint ldx, float* shift, float* scale)
    {
        for (nint i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
                x[(i * ldx) + j] = (x[(i * ldx) + j] - shift[j]) * scale[j];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vectorized<TLanes>(int m, int n, float* x, nint ldx, float* shift, float* scale)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int whole = n / TLanes.Count * TLanes.Count;
        TLanes mask = TLanes.FirstLanes(n - whole);
        for (int i = 0; i < m; i++, x += ldx)
        {
            for (int j = 0; j < whole; j += TLanes.Count)
                TLanes.Store((TLanes.Load(x + j) - TLanes.Load(shift + j)) * TLanes.Load(scale + j), x + j);
            if (whole < n)
            {
                TLanes centred = TLanes.LoadMasked(x + whole, mask) - TLanes.LoadMasked(shift + whole, mask);
                TLanes.StoreMasked(centred * TLanes.LoadMasked(scale + whole, mask), x + whole, mask);
            }
        }
    }
}
