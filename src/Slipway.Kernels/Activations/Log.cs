using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// The natural logarithm, <c>y = ln x</c>: x = 2^e m with m in [sqrt(1/2), sqrt(2)), and the degree-8 polynomial of Cephes' logf
/// (Moshier, 1989), with fused multiply-adds.
/// </summary>
/// <remarks>
/// Bit-exact on every path. At most 0.9 ulp from the exact value, subnormal arguments included; of zero -infinity, of a negative
/// number or NaN NaN, of infinity infinity. Thread-safe, allocates nothing.
/// </remarks>
public static class Log
{
    /// <summary>Computes <c>y[i] = ln x[i]</c>; may work in place.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="y">The results, as long as <paramref name="x"/>.</param>
    public static void Apply(ReadOnlySpan<float> x, Span<float> y) => Apply(KernelPaths.Current, x, y);

    /// <summary>The same function, bit for bit, of one value.</summary>
    /// <param name="x">The argument.</param>
    /// <returns><c>ln x</c>.</returns>
    public static float Of(float x) => Lanes(new Lanes1(x)).Value;

    internal static void Apply(KernelPath path, ReadOnlySpan<float> x, Span<float> y) =>
        Elementwise.Unary(path, default(Operation), x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLanes Lanes<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes one = TLanes.Broadcast(1f), zero = default;
        TLanes tiny = TLanes.LessThan(x, TLanes.Broadcast(1.17549435e-38f));
        TLanes scaled = TLanes.Select(tiny, x * TLanes.Broadcast(8388608f), x);

        // Measured from sqrt(1/2), so that the exponent bits change where m should wrap.
        TLanes offset = TLanes.SubtractBits(scaled, TLanes.BroadcastBits(0x3F35_04F3));
        TLanes e = TLanes.ConvertBitsToSingle(TLanes.ShiftRightSignedBits(offset, 23));
        TLanes m = TLanes.AddBits(offset & TLanes.BroadcastBits(0x007F_FFFF), TLanes.BroadcastBits(0x3F35_04F3)) - one;
        e -= TLanes.Select(tiny, TLanes.Broadcast(23f), zero);

        TLanes z = m * m;
        TLanes p = TLanes.FusedMultiplyAdd(TLanes.Broadcast(7.0376836292e-2f), m, TLanes.Broadcast(-1.1514610310e-1f));
        p = TLanes.FusedMultiplyAdd(p, m, TLanes.Broadcast(1.1676998740e-1f));
        p = TLanes.FusedMultiplyAdd(p, m, TLanes.Broadcast(-1.2420140846e-1f));
        p = TLanes.FusedMultiplyAdd(p, m, TLanes.Broadcast(1.4249322787e-1f));
        p = TLanes.FusedMultiplyAdd(p, m, TLanes.Broadcast(-1.6668057665e-1f));
        p = TLanes.FusedMultiplyAdd(p, m, TLanes.Broadcast(2.0000714765e-1f));
        p = TLanes.FusedMultiplyAdd(p, m, TLanes.Broadcast(-2.4999993993e-1f));
        p = TLanes.FusedMultiplyAdd(p, m, TLanes.Broadcast(3.3333331174e-1f));
        // ln 2 in two parts, the small one first.
        TLanes y = TLanes.FusedMultiplyAdd(e, TLanes.Broadcast(-2.12194440e-4f), p * m * z);
        y = TLanes.FusedMultiplyAdd(z, TLanes.Broadcast(-0.5f), y);
        TLanes result = TLanes.FusedMultiplyAdd(e, TLanes.Broadcast(0.693359375f), m + y);

        TLanes infinity = TLanes.Broadcast(float.PositiveInfinity);
        result = TLanes.Select(TLanes.EqualTo(x, infinity), infinity, result);
        result = TLanes.Select(TLanes.EqualTo(x, zero), TLanes.Broadcast(float.NegativeInfinity), result);
        // NaN and negative: neither is greater than or equal to zero.
        TLanes valid = TLanes.GreaterThan(x, zero) | TLanes.EqualTo(x, zero);
        return TLanes.Select(valid, result, TLanes.Broadcast(float.NaN));
    }

    private readonly struct Operation : IUnaryOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> => Lanes(x);
    }
}
