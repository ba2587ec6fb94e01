using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// The Gaussian kernel of two vectors, <c>K = e^(-gamma |x - z|^2)</c>, from their product: <c>|x - z|^2 = |x|^2 + |z|^2 - 2 x'z</c>,
/// so that a block of kernel values costs one matrix product (<see cref="Gemm"/>, <see cref="SparseGemm"/>) and one pass of exponentials.
/// </summary>
/// <remarks>
/// Bit-exact on every path, symmetric to the bit, thread-safe, allocates nothing. A distance that rounding made negative counts as 0. The
/// distance's absolute error grows with the norms: centre the columns first (distances do not change), as <c>SvmClassifier</c> does.
/// </remarks>
public static class RbfKernel
{
    /// <summary>Computes <c>k[j] = e^(-gamma max(0, rowNorm + norms[j] - 2 products[j]))</c>; may work in place.</summary>
    /// <param name="gamma">Width, not negative.</param>
    /// <param name="rowNorm">Squared norm of the one vector.</param>
    /// <param name="norms">Squared norms of the others.</param>
    /// <param name="products">Products of the one with the others, as long as <paramref name="norms"/>.</param>
    /// <param name="k">The kernel values, as long as <paramref name="norms"/>.</param>
    public static void FromProducts(float gamma, float rowNorm, ReadOnlySpan<float> norms, ReadOnlySpan<float> products, Span<float> k) =>
        FromProducts(KernelPaths.Current, gamma, rowNorm, norms, products, k);

    internal static void FromProducts(
        KernelPath path, float gamma, float rowNorm, ReadOnlySpan<float> norms, ReadOnlySpan<float> products, Span<float> k) =>
        Elementwise.Binary(path, new Operation(gamma, rowNorm), products, norms, k, nameof(products), nameof(norms));

    private readonly struct Operation(float gamma, float rowNorm) : IBinaryOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Apply<TLanes>(TLanes x, TLanes y) where TLanes : unmanaged, ILanes<TLanes>
        {
            TLanes sum = TLanes.Broadcast(rowNorm) + y;
            TLanes distance = TLanes.Larger(TLanes.FusedMultiplyAdd(x, TLanes.Broadcast(-2f), sum), default);
            return Exp.Lanes(distance * TLanes.Broadcast(-gamma));
        }
    }
}
