using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Slipway.Kernels;

/// <summary>The inner product, <c>sum_i x[i] y[i]</c>, in float or in double.</summary>
/// <remarks>
/// Bit-exact on every path: 64 lanes of fused multiply-adds (float), or 8 lanes of exact products (double), folded in halves.
/// Thread-safe, allocates nothing.
/// </remarks>
public static unsafe class Dot
{
    /// <summary>The inner product with float accumulators.</summary>
    /// <param name="x">One vector.</param>
    /// <param name="y">Another of the same length.</param>
    /// <returns>The sum of products; 0 for empty vectors.</returns>
    public static float Product(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => Product(KernelPaths.Current, x, y);

    /// <summary>The inner product with double accumulators; products of floats are exact in double.</summary>
    /// <param name="x">One vector.</param>
    /// <param name="y">Another of the same length.</param>
    /// <returns>The sum of products; 0 for empty vectors.</returns>
    public static double ProductDouble(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => ProductDouble(KernelPaths.Current, x, y);

    internal static float Product(KernelPath path, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Arguments.SameLength(x.Length, y.Length, nameof(y));
        // SAFETY: both have x.Length floats.
        fixed (float* px = x, py = y)
        {
            return path != KernelPath.Scalar && x.Length <= 16 ? Short(px, py, x.Length) : path switch
            {
                KernelPath.V512 => Vectorized<Lanes512>(px, py, x.Length),
                KernelPath.V256 => Vectorized<Lanes256>(px, py, x.Length),
                KernelPath.V128 => Vectorized<Lanes128>(px, py, x.Length),
                _ => Reference(px, py, x.Length),
            };
        }
    }

    internal static double ProductDouble(KernelPath path, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Arguments.SameLength(x.Length, y.Length, nameof(y));
        // SAFETY: both have x.Length floats.
        fixed (float* px = x, py = y)
            return path == KernelPath.Scalar ? ReferenceDouble(px, py, x.Length) : VectorizedDouble(px, py, x.Length);
    }

    private static float Reference(float* x, float* y, int length)
    {
        float* lanes = stackalloc float[FixedOrder.DotLanes];
        new Span<float>(lanes, FixedOrder.DotLanes).Clear();
        for (int i = 0; i < length; i++)
            lanes[i % FixedOrder.DotLanes] = MathF.FusedMultiplyAdd(x[i], y[i], lanes[i % FixedOrder.DotLanes]);
        return FixedOrder.Fold(lanes, FixedOrder.DotLanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Vectorized<TLanes>(float* x, float* y, nint length) where TLanes : unmanaged, ILanes<TLanes>
    {
        float* lanes = stackalloc float[FixedOrder.DotLanes];
        nint whole = length / FixedOrder.DotLanes * FixedOrder.DotLanes;
        // A narrow path walks the vectors once for each group of four registers of lanes.
        for (nint group = 0; group < FixedOrder.DotLanes; group += 4 * TLanes.Count)
        {
            TLanes s0 = default, s1 = default, s2 = default, s3 = default;
            for (nint i = group; i < whole; i += FixedOrder.DotLanes)
            {
                float* a = x + i, b = y + i;
                s0 = TLanes.FusedMultiplyAdd(TLanes.Load(a), TLanes.Load(b), s0);
                s1 = TLanes.FusedMultiplyAdd(TLanes.Load(a + TLanes.Count), TLanes.Load(b + TLanes.Count), s1);
                s2 = TLanes.FusedMultiplyAdd(TLanes.Load(a + (2 * TLanes.Count)), TLanes.Load(b + (2 * TLanes.Count)), s2);
                s3 = TLanes.FusedMultiplyAdd(TLanes.Load(a + (3 * TLanes.Count)), TLanes.Load(b + (3 * TLanes.Count)), s3);
            }
            TLanes.Store(s0, lanes + group);
            TLanes.Store(s1, lanes + group + TLanes.Count);
            TLanes.Store(s2, lanes + group + (2 * TLanes.Count));
            TLanes.Store(s3, lanes + group + (3 * TLanes.Count));
        }
        nint lane = 0, at = whole;
        for (; at <= length - TLanes.Count; at += TLanes.Count, lane += TLanes.Count)
            TLanes.Store(TLanes.FusedMultiplyAdd(TLanes.Load(x + at), TLanes.Load(y + at), TLanes.Load(lanes + lane)), lanes + lane);
        for (; at < length; at++, lane++)
            lanes[lane] = MathF.FusedMultiplyAdd(x[at], y[at], lanes[lane]);
        return FixedOrder.Fold(lanes, FixedOrder.DotLanes);
    }

    /// <summary>A short product: the lanes beyond its length are zero, so the fold may start at the next power of two.</summary>
    private static float Short(float* x, float* y, int length)
    {
        float* lanes = stackalloc float[FixedOrder.DotLanes];
        int used = Math.Max(4, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length));
        for (int i = 0; i < length; i++)
            lanes[i] = MathF.FusedMultiplyAdd(x[i], y[i], 0f);
        new Span<float>(lanes + length, used - length).Clear();
        return FixedOrder.Fold(lanes, used);
    }

    private static double ReferenceDouble(float* x, float* y, int length)
    {
        double* lanes = stackalloc double[FixedOrder.DoubleLanes];
        new Span<double>(lanes, FixedOrder.DoubleLanes).Clear();
        for (int i = 0; i < length; i++)
            lanes[i % FixedOrder.DoubleLanes] += (double)x[i] * y[i];
        return FixedOrder.Fold(lanes);
    }

    // One width for every vector path: the 8 lanes are two 256-bit registers of doubles, which narrower hardware splits.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double VectorizedDouble(float* x, float* y, nint length)
    {
        double* lanes = stackalloc double[FixedOrder.DoubleLanes];
        Vector256<double> lower = Vector256<double>.Zero, upper = Vector256<double>.Zero;
        nint i = 0;
        for (; i <= length - FixedOrder.DoubleLanes; i += FixedOrder.DoubleLanes)
        {
            (Vector256<double> xl, Vector256<double> xu) = Vector256.Widen(Vector256.Load(x + i));
            (Vector256<double> yl, Vector256<double> yu) = Vector256.Widen(Vector256.Load(y + i));
            lower += xl * yl;
            upper += xu * yu;
        }
        lower.Store(lanes);
        upper.Store(lanes + 4);
        for (nint lane = 0; i < length; i++, lane++)
            lanes[lane] += (double)x[i] * y[i];
        return FixedOrder.Fold(lanes);
    }
}
