using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>BLAS scal, <c>x[i] = alpha x[i]</c>. Bit-exact on every path, thread-safe, allocates nothing.</summary>
public static class Scale
{
    /// <summary>Multiplies a vector in place.</summary>
    /// <param name="alpha">The factor.</param>
    /// <param name="x">The vector.</param>
    public static void Apply(float alpha, Span<float> x) => Apply(KernelPaths.Current, alpha, x);

    internal static void Apply(KernelPath path, float alpha, Span<float> x) => Elementwise.Unary(path, new Operation(alpha), x, x);

    private readonly struct Operation(float alpha) : IUnaryOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> => x * TLanes.Broadcast(alpha);
    }
}
