using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>The sigmoid kernel of two vectors from their product, <c>K = tanh(gamma x'z + offset)</c>.</summary>
/// <remarks>Bit-exact on every path, thread-safe, allocates nothing.</remarks>
public static class SigmoidKernel
{
    /// <summary>Computes <c>k[j] = tanh(gamma products[j] + offset)</c>; may work in place.</summary>
    /// <param name="gamma">Factor of the product.</param>
    /// <param name="offset">What is added to it.</param>
    /// <param name="products">Products of one vector with others.</param>
    /// <param name="k">The kernel values, as long as <paramref name="products"/>.</param>
    public static void FromProducts(float gamma, float offset, ReadOnlySpan<float> products, Span<float> k) =>
        FromProducts(KernelPaths.Current, gamma, offset, products, k);

    internal static void FromProducts(KernelPath path, float gamma, float offset, ReadOnlySpan<float> products, Span<float> k) =>
        Elementwise.Unary(path, new Operation(gamma, offset), products, k);

    private readonly struct Operation(float gamma, float offset) : IUnaryOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> =>
            default(TanhForward).Apply(TLanes.FusedMultiplyAdd(x, TLanes.Broadcast(gamma), TLanes.Broadcast(offset)));
    }
}
