using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Slipway.Kernels;

/// <summary>
/// Multiples of float vectors added to a double vector, <c>y[i] += alpha x[i]</c>: the gradient of a dual problem, whose kernel values are
/// float32 and whose sums must not drift.
/// </summary>
/// <remarks>Bit-exact on every path (each product and sum is rounded once, in double). Thread-safe, allocates nothing.</remarks>
public static unsafe class WideAxpy
{
    /// <summary>Rows that are added in one pass over y.</summary>
    private const int Together = 4;

    /// <summary>Adds a multiple of one vector.</summary>
    /// <param name="alpha">The factor.</param>
    /// <param name="x">What is added.</param>
    /// <param name="y">What it is added to, as long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static void Apply(double alpha, ReadOnlySpan<float> x, Span<double> y) => Apply(KernelPaths.Current, alpha, x, y);

    /// <summary>Adds multiples of several vectors, in order: <c>y[i] += sum_r alpha[r] x[r][i]</c>, reading y once for every four of them.</summary>
    /// <param name="alpha">The factors.</param>
    /// <param name="x">
    /// Where each vector starts, as many as factors. The caller keeps y's length of floats behind each one readable and in place.
    /// </param>
    /// <param name="y">What they are added to.</param>
    public static void Apply(ReadOnlySpan<double> alpha, float** x, Span<double> y) => Apply(KernelPaths.Current, alpha, x, y);

    internal static void Apply(KernelPath path, double alpha, ReadOnlySpan<float> x, Span<double> y)
    {
        Arguments.SameLength(x.Length, y.Length, nameof(y));
        // SAFETY: both spans have x.Length elements and stay pinned.
        fixed (float* px = x)
        {
            float* start = px;
            Apply(path, new ReadOnlySpan<double>(in alpha), &start, y);
        }
    }

    internal static void Apply(KernelPath path, ReadOnlySpan<double> alpha, float** x, Span<double> y)
    {
        // SAFETY: the caller vouches for the vectors; y stays pinned.
        fixed (double* factors = alpha, py = y)
        {
            int r = 0;
            for (; path == KernelPath.V512 && r <= alpha.Length - Together; r += Together)
                Four512(factors + r, x + r, py, y.Length);
            for (; path is KernelPath.V256 or KernelPath.V128 && r <= alpha.Length - Together; r += Together)
                Four256(factors + r, x + r, py, y.Length);
            for (; r < alpha.Length; r++)
            {
                if (path == KernelPath.Scalar)
                    Reference(factors[r], x[r], py, 0, y.Length);
                else
                    One(factors[r], x[r], py, y.Length);
            }
        }
    }

    private static void Reference(double alpha, float* x, double* y, nint start, nint length)
    {
        for (nint i = start; i < length; i++)
            y[i] = Math.FusedMultiplyAdd(alpha, x[i], y[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four512(double* alpha, float** x, double* y, nint length)
    {
        Vector512<double> a0 = Vector512.Create(alpha[0]), a1 = Vector512.Create(alpha[1]);
        Vector512<double> a2 = Vector512.Create(alpha[2]), a3 = Vector512.Create(alpha[3]);
        float* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3];
        nint i = 0;
        for (; i <= length - 16; i += 16)
        {
            Vector512<double> lower = Vector512.Load(y + i), upper = Vector512.Load(y + i + 8);
            (Vector512<double> l, Vector512<double> u) = Vector512.Widen(Vector512.Load(x0 + i));
            lower = Vector512.FusedMultiplyAdd(a0, l, lower);
            upper = Vector512.FusedMultiplyAdd(a0, u, upper);
            (l, u) = Vector512.Widen(Vector512.Load(x1 + i));
            lower = Vector512.FusedMultiplyAdd(a1, l, lower);
            upper = Vector512.FusedMultiplyAdd(a1, u, upper);
            (l, u) = Vector512.Widen(Vector512.Load(x2 + i));
            lower = Vector512.FusedMultiplyAdd(a2, l, lower);
            upper = Vector512.FusedMultiplyAdd(a2, u, upper);
            (l, u) = Vector512.Widen(Vector512.Load(x3 + i));
            Vector512.FusedMultiplyAdd(a3, l, lower).Store(y + i);
            Vector512.FusedMultiplyAdd(a3, u, upper).Store(y + i + 8);
        }
        for (int r = 0; r < Together; r++)
            Reference(alpha[r], x[r], y, i, length);
    }

    // Narrower hardware splits the 256-bit registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four256(double* alpha, float** x, double* y, nint length)
    {
        Vector256<double> a0 = Vector256.Create(alpha[0]), a1 = Vector256.Create(alpha[1]);
        Vector256<double> a2 = Vector256.Create(alpha[2]), a3 = Vector256.Create(alpha[3]);
        float* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3];
        nint i = 0;
        for (; i <= length - 8; i += 8)
        {
            Vector256<double> lower = Vector256.Load(y + i), upper = Vector256.Load(y + i + 4);
            (Vector256<double> l, Vector256<double> u) = Vector256.Widen(Vector256.Load(x0 + i));
            lower = Vector256.FusedMultiplyAdd(a0, l, lower);
            upper = Vector256.FusedMultiplyAdd(a0, u, upper);
            (l, u) = Vector256.Widen(Vector256.Load(x1 + i));
            lower = Vector256.FusedMultiplyAdd(a1, l, lower);
            upper = Vector256.FusedMultiplyAdd(a1, u, upper);
            (l, u) = Vector256.Widen(Vector256.Load(x2 + i));
            lower = Vector256.FusedMultiplyAdd(a2, l, lower);
            upper = Vector256.FusedMultiplyAdd(a2, u, upper);
            (l, u) = Vector256.Widen(Vector256.Load(x3 + i));
            Vector256.FusedMultiplyAdd(a3, l, lower).Store(y + i);
            Vector256.FusedMultiplyAdd(a3, u, upper).Store(y + i + 4);
        }
        for (int r = 0; r < Together; r++)
            Reference(alpha[r], x[r], y, i, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(double alpha, float* x, double* y, nint length)
    {
        Vector256<double> factor = Vector256.Create(alpha);
        nint i = 0;
        for (; i <= length - 8; i += 8)
        {
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.Load(x + i));
            Vector256.FusedMultiplyAdd(factor, lower, Vector256.Load(y + i)).Store(y + i);
            Vector256.FusedMultiplyAdd(factor, upper, Vector256.Load(y + i + 4)).Store(y + i + 4);
        }
        Reference(alpha, x, y, i, length);
    }
}
