using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// The Hessian <c>X' D X</c> of a linear model's loss for sparse rows X [m x features], as products with vectors or as a matrix: what Newton
/// methods ask for (Lin, Weng and Keerthi, JMLR 9, 2008, equation 15).
/// </summary>
/// <remarks>
/// Bit-exact on every path, which are all the same loop: the product of a row with a vector is four chains of fused multiply-adds, and each
/// element of a result is one chain in the order of the rows. Thread-safe, allocates nothing.
/// </remarks>
public static unsafe class SparseHessian
{
    /// <summary>
    /// Computes <c>result += X' (d * (X v + b))</c>. Both halves read a row's entries while they are in the first-level cache, so a product reads
    /// the matrix once.
    /// </summary>
    /// <param name="x">The sparse rows.</param>
    /// <param name="curvature">d: the second derivative of each row's loss by its score. A row whose d is 0 is not read.</param>
    /// <param name="v">The vector; one element a feature.</param>
    /// <param name="intercept">b: the vector's element for the intercept.</param>
    /// <param name="result">One element a feature; must not overlap the other spans.</param>
    /// <returns>The element of the product that belongs to the intercept: the sum of <c>d * (X v + b)</c>.</returns>
    /// <exception cref="ArgumentException">A length does not fit, or the result overlaps another span.</exception>
    public static double AccumulateProduct(
        CsrRows x, ReadOnlySpan<float> curvature, ReadOnlySpan<float> v, float intercept, Span<float> result)
    {
        Arguments.SameLength(x.Rows, curvature.Length, nameof(curvature));
        Arguments.SameLength(x.Features, v.Length, nameof(v));
        Arguments.SameLength(x.Features, result.Length, nameof(result));
        Arguments.NoOverlap(v, result, nameof(v));
        Arguments.NoOverlap(curvature, result, nameof(curvature));
        Arguments.NoOverlap(x.Values, result, nameof(x));
        // SAFETY: CsrRows checked offsets and columns; v and result have one element a feature, curvature one a row.
        fixed (int* offsets = x.Offsets, columns = x.Columns)
        fixed (float* values = x.Values, d = curvature, pv = v, r = result)
        {
            return Product(x.Rows, offsets, columns - x.OffsetBase, values - x.OffsetBase, d, pv, intercept, r);
        }
    }

    /// <summary>
    /// Computes <c>hessian += [X 1]' D [X 1]</c>, the upper triangle only: rows and columns of the features, then one for the intercept.
    /// </summary>
    /// <param name="x">The sparse rows; the columns of a row must ascend, or elements land in the lower triangle.</param>
    /// <param name="curvature">d: the second derivative of each row's loss by its score. A row whose d is 0 is not read.</param>
    /// <param name="hessian"><c>[features + 1 x features + 1]</c>, row-major; must not overlap the other spans.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the result overlaps another span.</exception>
    public static void AccumulateUpper(CsrRows x, ReadOnlySpan<float> curvature, Span<float> hessian)
    {
        Arguments.SameLength(x.Rows, curvature.Length, nameof(curvature));
        Arguments.Matrix(x.Features + 1, x.Features + 1, x.Features + 1, hessian.Length, nameof(x), nameof(hessian));
        Arguments.NoOverlap(curvature, hessian, nameof(curvature));
        Arguments.NoOverlap(x.Values, hessian, nameof(x));
        // SAFETY: CsrRows checked offsets and columns; the matrix has a row and a column for each feature and one more.
        fixed (int* offsets = x.Offsets, columns = x.Columns)
        fixed (float* values = x.Values, d = curvature, h = hessian)
        {
            Upper(x.Rows, x.Features, offsets, columns - x.OffsetBase, values - x.OffsetBase, d, h);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Upper(int rows, nint features, int* offsets, int* columns, float* values, float* d, float* hessian)
    {
        nint width = features + 1;
        for (nint i = 0; i < rows; i++)
        {
            if (d[i] == 0)
                continue;
            nint end = offsets[i + 1];
            for (nint a = offsets[i]; a < end; a++)
            {
                float scaled = d[i] * values[a];
                float* row = hessian + (columns[a] * width);
                for (nint b = a; b < end; b++)
                {
                    float* element = row + columns[b];
                    *element = MathF.FusedMultiplyAdd(scaled, values[b], *element);
                }
                row[features] += scaled;
            }
            hessian[(features * width) + features] += d[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Product(int rows, int* offsets, int* columns, float* values, float* d, float* v, float intercept, float* result)
    {
        double total = 0;
        for (nint i = 0; i < rows; i++)
        {
            if (d[i] == 0)
                continue;
            nint start = offsets[i], end = offsets[i + 1], e = start;
            float s0 = intercept, s1 = 0, s2 = 0, s3 = 0;
            for (; e <= end - 4; e += 4)
            {
                s0 = MathF.FusedMultiplyAdd(values[e], v[columns[e]], s0);
                s1 = MathF.FusedMultiplyAdd(values[e + 1], v[columns[e + 1]], s1);
                s2 = MathF.FusedMultiplyAdd(values[e + 2], v[columns[e + 2]], s2);
                s3 = MathF.FusedMultiplyAdd(values[e + 3], v[columns[e + 3]], s3);
            }
            for (; e < end; e++)
                s0 = MathF.FusedMultiplyAdd(values[e], v[columns[e]], s0);
            float scaled = d[i] * (s0 + s1 + (s2 + s3));
            total += scaled;
            for (e = start; e < end; e++)
            {
                float* element = result + columns[e];
                *element = MathF.FusedMultiplyAdd(values[e], scaled, *element);
            }
        }
        return total;
    }
}
