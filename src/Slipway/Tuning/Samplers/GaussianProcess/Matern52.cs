using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Slipway.Tuning;

/// <summary>
/// The Matern-5/2 correlation <c>(1 + √5 r + 5/3 r²) exp(-√5 r)</c> of weighted distances (Rasmussen and Williams, Gaussian Processes for
/// Machine Learning, equation 4.17), four pairs at a time and the same bits on every vector width.
/// </summary>
internal static class Matern52
{
    private static readonly double Root5 = Math.Sqrt(5);

    /// <summary>
    /// Squared distances of one place from many: the sum over numeric dimensions of <c>weight (a - b)²</c>, and over categorical ones of the
    /// weight where the two differ.
    /// </summary>
    /// <param name="place">One coordinate a dimension; the numeric dimensions come first.</param>
    /// <param name="columns">Coordinates of the many, dimension after dimension, <paramref name="stride"/> apart.</param>
    /// <param name="stride">Doubles from one dimension to the next; at least <paramref name="length"/>.</param>
    /// <param name="numeric">Number of numeric dimensions.</param>
    /// <param name="weights">One inverse squared length scale a dimension.</param>
    /// <param name="length">How many places; a multiple of four.</param>
    /// <param name="squared">The squared distances.</param>
    public static void SquaredDistances(
        ReadOnlySpan<double> place, ReadOnlySpan<double> columns, int stride, int numeric, ReadOnlySpan<double> weights, int length, Span<double> squared)
    {
        Check(columns.Length, place.Length, weights.Length, stride, length, squared.Length);
        ref var column = ref MemoryMarshal.GetReference(columns);
        ref var target = ref MemoryMarshal.GetReference(squared);

        // SAFETY: Check has shown that every column and the target hold `length` elements; the loop steps by whole registers below it.
        for (nuint i = 0; i < (nuint)length; i += BlockedRows.Block)
        {
            Vector256<double> sum = default;
            for (var d = 0; d < numeric; d++)
            {
                var difference = Vector256.Create(place[d]) - Vector256.LoadUnsafe(ref column, ((nuint)d * (nuint)stride) + i);
                sum = Vector256.FusedMultiplyAdd(difference * difference, Vector256.Create(weights[d]), sum);
            }

            for (var d = numeric; d < weights.Length; d++)
            {
                var same = Vector256.Equals(Vector256.Create(place[d]), Vector256.LoadUnsafe(ref column, ((nuint)d * (nuint)stride) + i));
                sum += Vector256.AndNot(Vector256.Create(weights[d]), same);
            }

            sum.StoreUnsafe(ref target, i);
        }
    }

    /// <summary>Values of the correlation and its derivatives by the squared distance, both times a scale.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="squared">Squared distances; a multiple of four of them.</param>
    /// <param name="values">The values; may be the same span.</param>
    /// <param name="slopes">The derivatives.</param>
    public static void Evaluate(double scale, ReadOnlySpan<double> squared, Span<double> values, Span<double> slopes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(squared.Length % BlockedRows.Block, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(squared.Length, values.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(squared.Length, slopes.Length);
        ref var source = ref MemoryMarshal.GetReference(squared);
        ref var value = ref MemoryMarshal.GetReference(values);
        ref var slope = ref MemoryMarshal.GetReference(slopes);
        var factor = Vector256.Create(scale);
        var slopeFactor = Vector256.Create(scale * (-5.0 / 6));

        // SAFETY: the three spans hold squared.Length elements, a multiple of the register.
        for (nuint i = 0; i < (nuint)squared.Length; i += BlockedRows.Block)
        {
            var square = Vector256.LoadUnsafe(ref source, i);
            var root = Vector256.Sqrt(square) * Vector256.Create(Root5);
            var decay = Exp(-root);
            var linear = root + Vector256.Create(1.0);
            (Vector256.FusedMultiplyAdd(square, Vector256.Create(5.0 / 3), linear) * decay * factor).StoreUnsafe(ref value, i);
            (linear * decay * slopeFactor).StoreUnsafe(ref slope, i);
        }
    }

    /// <summary>
    /// e to a power that is not positive: a multiple of ln 2 taken off, then the Taylor polynomial of degree 13 on [-ln 2 / 2, ln 2 / 2]
    /// (relative error below 3e-16). Powers below -700 count as -700.
    /// </summary>
    internal static Vector256<double> Exp(Vector256<double> x)
    {
        const double RoundToInteger = 6755399441055744.0; // 1.5 * 2^52: adding it leaves the nearest integer in the low bits.
        x = Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256.Create(-700.0)), x, Vector256.Create(-700.0));
        var shifted = (x * Vector256.Create(1.4426950408889634)) + Vector256.Create(RoundToInteger);
        var whole = shifted - Vector256.Create(RoundToInteger);
        var rest = Vector256.FusedMultiplyAdd(whole, Vector256.Create(-6.93147180369123816490e-01), x);
        rest = Vector256.FusedMultiplyAdd(whole, Vector256.Create(-1.90821492927058770002e-10), rest);
        var sum = Vector256.Create(1 / 6227020800.0);
        sum = Vector256.FusedMultiplyAdd(sum, rest, Vector256.Create(1 / 479001600.0));
        sum = Vector256.FusedMultiplyAdd(sum, rest, Vector256.Create(1 / 39916800.0));
        sum = Vector256.FusedMultiplyAdd(sum, rest, Vector256.Create(1 / 3628800.0));
        sum = Vector256.FusedMultiplyAdd(sum, rest, Vector256.Create(1 / 362880.0));
        sum = Vector256.FusedMultiplyAdd(sum, rest, Vector256.Create(1 / 40320.0));
        sum = Vector256.FusedMultiplyAdd(sum, rest, Vector256.Create(1 / 5040.0));
        sum = Vector256.FusedMultiplyAdd(sum, rest, Vector256.Create(1 / 720.0));
        sum = Vector256.FusedMultiplyAdd(sum, rest, Vector256.Create(1 / 120.0));
        sum = Vector256.FusedMultiplyAdd(sum, rest, Vector256.Create(1 / 24.0));
        sum = Vector256.FusedMultiplyAdd(sum, rest, Vector256.Create(1 / 6.0));
        sum = Vector256.FusedMultiplyAdd(sum, rest, Vector256.Create(0.5));
        sum = Vector256.FusedMultiplyAdd(sum, rest, Vector256.Create(1.0));
        sum = Vector256.FusedMultiplyAdd(sum, rest, Vector256.Create(1.0));
        var exponent = Vector256.ShiftLeft(shifted.AsInt64(), 52);
        return (sum.AsInt64() + exponent).AsDouble();
    }

    private static void Check(int columns, int place, int weights, int stride, int length, int squared)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(length % BlockedRows.Block, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, stride);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, squared);
        ArgumentOutOfRangeException.ThrowIfLessThan(place, weights);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, ((weights - 1) * stride) + length);
    }
}
