using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Slipway.Kernels;

/// <summary>
/// Multiples of float vectors added to a double vector, <c>y[i] += alpha x[i]</c>: the gradient of a dual problem, whose kernel values are
/// float32 and whose sums must not drift.
/// </summary>
/// <remarks>Bit-exact on every path (each product and sum is rounded in double). Thread-safe, allocates nothing.</remarks>
public static unsafe class WideAxpy
{
    /// <summary>Adds a multiple of one vector.</summary>
    /// <param name="alpha">The factor.</param>
    /// <param name="x">What is added.</param>
    /// <param name="y">What it is added to, as long as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static void Apply(double alpha, ReadOnlySpan<float> x, Span<double> y) => Apply(KernelPaths.Current, alpha, x, y);

    internal static void Apply(KernelPath path, double alpha, ReadOnlySpan<float> x, Span<double> y)
    {
        Arguments.SameLength(x.Length, y.Length, nameof(y));
        // SAFETY: both spans have x.Length elements and stay pinned.
        fixed (float* px = x)
        fixed (double* py = y)
        {
            switch (path)
            {
                case KernelPath.V512:
                    Vectorized512(alpha, px, py, x.Length);
                    break;
                case KernelPath.Scalar:
                    Reference(alpha, px, py, 0, x.Length);
                    break;
                default:
                    Vectorized256(alpha, px, py, x.Length);
                    break;
            }
        }
    }

    private static void Reference(double alpha, float* x, double* y, nint start, nint length)
    {
        for (nint i = start; i < length; i++)
            y[i] += alpha * x[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vectorized512(double alpha, float* x, double* y, nint length)
    {
        Vector512<double> factor = Vector512.Create(alpha);
        nint i = 0;
        for (; i <= length - 16; i += 16)
        {
            (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(Vector512.Load(x + i));
            ((factor * lower) + Vector512.Load(y + i)).Store(y + i);
            ((factor * upper) + Vector512.Load(y + i + 8)).Store(y + i + 8);
        }
        Reference(alpha, x, y, i, length);
    }

    // Narrower hardware splits the 256-bit registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vectorized256(double alpha, float* x, double* y, nint length)
    {
        Vector256<double> factor = Vector256.Create(alpha);
        nint i = 0;
        for (; i <= length - 8; i += 8)
        {
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.Load(x + i));
            ((factor * lower) + Vector256.Load(y + i)).Store(y + i);
            ((factor * upper) + Vector256.Load(y + i + 4)).Store(y + i + 4);
        }
        Reference(alpha, x, y, i, length);
    }
}
