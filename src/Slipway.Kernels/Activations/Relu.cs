using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// The rectified linear unit, <c>f(x) = max(x, 0)</c>, with <c>f'(0) = 0</c>.
/// </summary>
/// <remarks>NaN stays NaN, so that a diverged net shows; -0 gives +0. Bit-exact on every path. Thread-safe, allocates nothing.</remarks>
public static class Relu
{
    /// <summary>Computes <c>y[i] = f(x[i])</c>; may work in place.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="y">The results, as long as <paramref name="x"/>.</param>
    public static void Forward(ReadOnlySpan<float> x, Span<float> y) => Forward(KernelPaths.Current, x, y);

    /// <summary>Computes <c>dx[i] = dy[i] * f'(x[i])</c> from the outputs, which a net keeps anyway; may work in place.</summary>
    /// <param name="y">The outputs of <see cref="Forward(ReadOnlySpan{float}, Span{float})"/> (or its inputs: the signs agree).</param>
    /// <param name="dy">The gradient with respect to the outputs.</param>
    /// <param name="dx">The gradient with respect to the inputs, as long as the others.</param>
    public static void Backward(ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx) =>
        Backward(KernelPaths.Current, y, dy, dx);

    /// <summary>The same function, bit for bit, of one value.</summary>
    /// <param name="x">The input.</param>
    /// <returns>The function's value.</returns>
    public static float Of(float x) => default(ReluForward).Apply(new Lanes1(x)).Value;

    internal static void Forward(KernelPath path, ReadOnlySpan<float> x, Span<float> y) =>
        Elementwise.Unary(path, default(ReluForward), x, y);

    internal static void Backward(KernelPath path, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx) =>
        Elementwise.Binary(path, default(ReluBackward), y, dy, dx, nameof(y), nameof(dy));
}

internal readonly struct ReluForward : IUnaryOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>
    {
        // The right operand wins against NaN, which must show; + 0 turns -0 into +0.
        return TLanes.Larger(default, x) + default(TLanes);
    }
}

internal readonly struct ReluBackward : IBinaryOperation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Apply<TLanes>(TLanes y, TLanes dy) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.GreaterThan(y, default) & dy;
}
