using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// The hyperbolic tangent. Below 0.625 the odd polynomial of Cephes' tanhf (Moshier, 1989), above it <c>1 - 2 / (e^2|x| + 1)</c>.
/// </summary>
/// <remarks>At most 1.4 ulp from the exact value. Bit-exact on every path. Thread-safe, allocates nothing.</remarks>
public static class Tanh
{
    /// <summary>Computes <c>y[i] = f(x[i])</c>; may work in place.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="y">The results, as long as <paramref name="x"/>.</param>
    public static void Forward(ReadOnlySpan<float> x, Span<float> y) => Forward(KernelPaths.Current, x, y);

    /// <summary>Computes <c>dx[i] = dy[i] * f'(x[i])</c> from the outputs, which a net keeps anyway; may work in place.</summary>
    /// <param name="y">The outputs of <see cref="Forward(ReadOnlySpan{float}, Span{float})"/>.</param>
    /// <param name="dy">The gradient with respect to the outputs.</param>
    /// <param name="dx">The gradient with respect to the inputs, as long as the others.</param>
    public static void Backward(ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx) =>
        Backward(KernelPaths.Current, y, dy, dx);

    /// <summary>The same function, bit for bit, of one value.</summary>
    /// <param name="x">The input.</param>
    /// <returns>The function's value.</returns>
    public static float Of(float x) => default(TanhForward).Apply(new Lanes1(x)).Value;

    internal static void Forward(KernelPath path, ReadOnlySpan<float> x, Span<float> y) =>
        Elementwise.Unary(path, default(TanhForward), x, y);

    internal static void Backward(KernelPath path, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx) =>
        Elementwise.Binary(path, default(TanhBackward), y, dy, dx, nameof(y), nameof(dy));
}

internal readonly struct TanhForward : IUnaryOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes sign = x & TLanes.BroadcastBits(0x8000_0000);
        TLanes magnitude = x & TLanes.BroadcastBits(0x7FFF_FFFF);
        TLanes z = x * x;
        TLanes p = TLanes.FusedMultiplyAdd(TLanes.Broadcast(-5.70498872745e-3f), z, TLanes.Broadcast(2.06390887954e-2f));
        p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-5.37397155531e-2f));
        p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(1.33314422036e-1f));
        p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-3.33332819422e-1f));
        TLanes small = TLanes.FusedMultiplyAdd(p * z, x, x);

        TLanes one = TLanes.Broadcast(1f);
        TLanes large = one - (TLanes.Broadcast(2f) / (Exp.Lanes(magnitude + magnitude) + one));
        return TLanes.Select(TLanes.LessThan(magnitude, TLanes.Broadcast(0.625f)), small, large | sign);
    }
}

internal readonly struct TanhBackward : IBinaryOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Apply<TLanes>(TLanes y, TLanes dy) where TLanes : unmanaged, ILanes<TLanes>
    {
        // y * -y + 1, rounded once.
        TLanes derivative = TLanes.FusedMultiplyAdd(y ^ TLanes.BroadcastBits(0x8000_0000), y, TLanes.Broadcast(1f));
        return dy * derivative;
    }
}
