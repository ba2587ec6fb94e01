namespace Slipway.Kernels;

/// <summary>The squared Euclidean norm in double, <c>sum_i x[i]^2</c>: gradient clipping, L2 penalties.</summary>
/// <remarks>Bit-exact on every path; see <see cref="Dot.ProductDouble(ReadOnlySpan{float}, ReadOnlySpan{float})"/>.</remarks>
public static class SumOfSquares
{
    /// <summary>The sum of squares; 0 for an empty vector.</summary>
    /// <param name="x">The vector.</param>
    /// <returns>The sum.</returns>
    public static double Of(ReadOnlySpan<float> x) => Of(KernelPaths.Current, x);

    internal static double Of(KernelPath path, ReadOnlySpan<float> x) => Dot.ProductDouble(path, x, x);
}
