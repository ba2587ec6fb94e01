using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// The logistic function, <c>f(x) = 1 / (1 + e^-x)</c>.
/// </summary>
/// <remarks>At most 2.5 ulp from the exact value, in the subnormal tail too. Bit-exact on every path. Thread-safe, allocates nothing.</remarks>
public static class Sigmoid
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
    public static float Of(float x) => default(SigmoidForward).Apply(new Lanes1(x)).Value;

    internal static void Forward(KernelPath path, ReadOnlySpan<float> x, Span<float> y) =>
        Elementwise.Unary(path, default(SigmoidForward), x, y);

    internal static void Backward(KernelPath path, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx) =>
        Elementwise.Binary(path, default(SigmoidBackward), y, dy, dx, nameof(y), nameof(dy));
}

internal readonly struct SigmoidForward : IUnaryOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> =>
        Lanes(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Lanes<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>
    {
        // e^-|x| never overflows; the negative side is e / (1 + e), which keeps its relative precision towards zero.
        TLanes one = TLanes.Broadcast(1f);
        TLanes e = Exp.Lanes(x | TLanes.BroadcastBits(0x8000_0000));
        return TLanes.Select(TLanes.LessThan(x, default), e, one) / (one + e);
    }
}

internal readonly struct SigmoidBackward : IBinaryOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Apply<TLanes>(TLanes y, TLanes dy) where TLanes : unmanaged, ILanes<TLanes> =>
        dy * (y * (TLanes.Broadcast(1f) - y));
}
