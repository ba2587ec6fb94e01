using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Slipway.Kernels;

/// <summary>
/// The squared Euclidean distance of float vectors, in double: what decides between candidates that a product in single precision
/// cannot tell apart. Differences of floats are exact in double unless their exponents are 29 or more apart.
/// </summary>
/// <remarks>Bit-exact on every path: eight lanes, folded in halves. Thread-safe, allocates nothing.</remarks>
public static unsafe class ExactDistance
{
    /// <summary><c>sum of (x[i] - y[i])^2</c>.</summary>
    /// <param name="x">A vector.</param>
    /// <param name="y">A vector of the same length.</param>
    /// <returns>The squared distance.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Squared(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Arguments.SameLength(x.Length, y.Length, nameof(y));
        // SAFETY: pinned; every read is below the common length.
        fixed (float* px = x, py = y)
            return Squared(px, py, x.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Squared(float* x, float* y, int length)
    {
        double* lanes = stackalloc double[FixedOrder.DoubleLanes];
        Vector256<double> lower = Vector256<double>.Zero, upper = Vector256<double>.Zero;
        int i = 0;
        for (; i <= length - FixedOrder.DoubleLanes; i += FixedOrder.DoubleLanes)
        {
            (Vector256<double> xl, Vector256<double> xu) = Vector256.Widen(Vector256.Load(x + i));
            (Vector256<double> yl, Vector256<double> yu) = Vector256.Widen(Vector256.Load(y + i));
            Vector256<double> dl = xl - yl, du = xu - yu;
            lower += dl * dl;
            upper += du * du;
        }
        lower.Store(lanes);
        upper.Store(lanes + 4);
        for (int lane = 0; i < length; i++, lane++)
        {
            double difference = (double)x[i] - y[i];
            lanes[lane] += difference * difference;
        }
        return FixedOrder.Fold(lanes);
    }
}
