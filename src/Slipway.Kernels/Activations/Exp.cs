using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Slipway.Kernels;

/// <summary>
/// The exponential, <c>y = e^x</c>: reduction to |r| up to ln(2)/2 and the degree-5 remainder polynomial of Cephes' expf (Moshier,
/// "Methods and Programs for Mathematical Functions", 1989), with fused multiply-adds.
/// </summary>
/// <remarks>
/// Bit-exact on every path. At most 1.1 ulp from the exact value, subnormal results included; above 88.7229 it is infinite, below
/// -103.98 zero, NaN stays NaN. Thread-safe, allocates nothing.
/// </remarks>
public static class Exp
{
    /// <summary>Computes <c>y[i] = e^x[i]</c>; may work in place.</summary>
    /// <param name="x">The exponents.</param>
    /// <param name="y">The results, as long as <paramref name="x"/>.</param>
    public static void Apply(ReadOnlySpan<float> x, Span<float> y) => Apply(KernelPaths.Current, x, y);

    /// <summary>The same function, bit for bit, of one value.</summary>
    /// <param name="x">The exponent.</param>
    /// <returns><c>e^x</c>.</returns>
    public static float Of(float x) => Lanes(new Lanes1(x)).Value;

    internal static void Apply(KernelPath path, ReadOnlySpan<float> x, Span<float> y) =>
        Elementwise.Unary(path, default(Operation), x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLanes Lanes<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>
    {
        // 1.5 * 2^23: adding it rounds to an integer that then sits in the low bits. Holds for |n| < 2^22; n is at most 151.
        TLanes rounder = TLanes.Broadcast(12582912f);
        // Outside these bounds the two scales below give zero and infinity. NaN passes: it is the right operand.
        x = TLanes.Larger(TLanes.Broadcast(-104.5f), TLanes.Smaller(TLanes.Broadcast(89f), x));

        TLanes n = TLanes.FusedMultiplyAdd(x, TLanes.Broadcast(1.44269504f), rounder) - rounder;
        // ln 2 in two parts; the first has trailing zeros, so n times it is exact.
        TLanes r = TLanes.FusedMultiplyAdd(n, TLanes.Broadcast(-0.693359375f), x);
        r = TLanes.FusedMultiplyAdd(n, TLanes.Broadcast(2.12194440e-4f), r);

        TLanes p = TLanes.FusedMultiplyAdd(TLanes.Broadcast(1.9875691500e-4f), r, TLanes.Broadcast(1.3981999507e-3f));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(8.3334519073e-3f));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(4.1665795894e-2f));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(1.6666665459e-1f));
        p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(5.0000001201e-1f));
        p = TLanes.FusedMultiplyAdd(p, r * r, r) + TLanes.Broadcast(1f);

        if (typeof(TLanes) == typeof(Lanes512) && Avx512F.IsSupported)
        {
            // One instruction for the nine below, with the same single rounding.
            return Unsafe.BitCast<Vector512<float>, TLanes>(
                Avx512F.Scale(Unsafe.BitCast<TLanes, Vector512<float>>(p), Unsafe.BitCast<TLanes, Vector512<float>>(n)));
        }

        // 2^n as 2^(n/2) 2^(n - n/2): each factor is a normal number even when the result is subnormal or overflows.
        TLanes half = TLanes.FusedMultiplyAdd(n, TLanes.Broadcast(0.5f), rounder);
        TLanes rest = n - (half - rounder) + rounder;
        return p * PowerOfTwo(half) * PowerOfTwo(rest);
    }

    /// <summary>2^n, n read from the low bits of <c>n + 1.5 * 2^23</c>; |n| up to 126.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes PowerOfTwo<TLanes>(TLanes rounded) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.AddBits(TLanes.ShiftLeftBits(rounded, 23), TLanes.BroadcastBits(0x3F80_0000));

    private readonly struct Operation : IUnaryOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> => Lanes(x);
    }
}
