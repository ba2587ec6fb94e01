using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>BLAS axpy, <c>y[i] = alpha x[i] + y[i]</c>, rounded once. Bit-exact on every path, thread-safe, allocates nothing.</summary>
public static class Axpy
{
    /// <summary>Adds a multiple of one vector to another.</summary>
    /// <param name="alpha">The factor.</param>
    /// <param name="x">What is added.</param>
    /// <param name="y">What it is added to, as long as <paramref name="x"/>.</param>
    public static void Apply(float alpha, ReadOnlySpan<float> x, Span<float> y) => Apply(KernelPaths.Current, alpha, x, y);

    internal static void Apply(KernelPath path, float alpha, ReadOnlySpan<float> x, Span<float> y) =>
        Elementwise.Binary(path, new Operation(alpha), x, y, y, nameof(x), nameof(y));

    private readonly struct Operation(float alpha) : IBinaryOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Apply<TLanes>(TLanes x, TLanes y) where TLanes : unmanaged, ILanes<TLanes> =>
            TLanes.FusedMultiplyAdd(TLanes.Broadcast(alpha), x, y);
    }
}
