using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>The polynomial kernel of two vectors from their product, <c>K = (gamma x'z + offset)^degree</c>.</summary>
/// <remarks>Bit-exact on every path, thread-safe, allocates nothing.</remarks>
public static class PolynomialKernel
{
    /// <summary>Computes <c>k[j] = (gamma products[j] + offset)^degree</c>; may work in place.</summary>
    /// <param name="gamma">Factor of the product.</param>
    /// <param name="offset">What is added to it.</param>
    /// <param name="degree">The power, at least 1.</param>
    /// <param name="products">Products of one vector with others.</param>
    /// <param name="k">The kernel values, as long as <paramref name="products"/>.</param>
    /// <exception cref="ArgumentException">The degree is not positive or lengths differ.</exception>
    public static void FromProducts(float gamma, float offset, int degree, ReadOnlySpan<float> products, Span<float> k) =>
        FromProducts(KernelPaths.Current, gamma, offset, degree, products, k);

    internal static void FromProducts(KernelPath path, float gamma, float offset, int degree, ReadOnlySpan<float> products, Span<float> k)
    {
        Arguments.Positive(degree, nameof(degree));
        Elementwise.Unary(path, new Operation(gamma, offset, degree), products, k);
    }

    private readonly struct Operation(float gamma, float offset, int degree) : IUnaryOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>
        {
            TLanes factor = TLanes.FusedMultiplyAdd(x, TLanes.Broadcast(gamma), TLanes.Broadcast(offset));
            TLanes power = TLanes.Broadcast(1f);
            // Squares and multiplies, lowest bit first: the same products on every path.
            for (int left = degree; left > 0; left >>= 1)
            {
                if ((left & 1) != 0)
                    power *= factor;
                factor *= factor;
            }
            return power;
        }
    }
}
