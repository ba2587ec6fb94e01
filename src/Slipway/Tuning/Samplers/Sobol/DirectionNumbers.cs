using Slipway.Kernels;

namespace Slipway.Tuning;

/// <summary>
/// The direction numbers of the Sobol sequence (Sobol, USSR Computational Mathematics and Mathematical Physics 7, 1967; the recurrence of Bratley and Fox,
/// ACM TOMS 14, 1988, algorithm 659). Dimension 0 is van der Corput's sequence, dimension d &gt; 0 belongs to the d-th primitive polynomial.
/// </summary>
/// <remarks>
/// The initial numbers, which the theory leaves free, are searched for as Joe and Kuo did (SIAM Journal on Scientific Computing 30, 2008): dimension by
/// dimension, those whose two-dimensional projections with all earlier dimensions are most even. Only whole numbers are involved, so every machine
/// finds the same. No table of others is copied. Each dimension is searched once a process, when first used.
/// </remarks>
internal static class DirectionNumbers
{
    /// <summary>Largest number of dimensions: 1 and the polynomials of degrees 1 to 9, less one.</summary>
    public const int MaxDimensions = 100;

    /// <summary>Direction numbers of a dimension: as many points as 2 to this power are distinct.</summary>
    public const int Count = 32;

    // Projections are judged at 2^1 to 2^10 points: no search has many more trials than that.
    private const int JudgedDigits = 10;

    // 256 would make the mean t at 2^10 points 2.76 instead of 2.77 over all pairs of 100 dimensions, and take 0.9 s instead of 0.25 s for them; ten
    // dimensions take 5 ms.
    private const int Candidates = 64;

    private static readonly (int Degree, uint Coefficients)[] Polynomials = [.. PrimitivePolynomials.All().Take(MaxDimensions - 1)];

    private static readonly Lazy<uint[]>[] Dimensions = [.. Enumerable.Range(0, MaxDimensions).Select(d => new Lazy<uint[]>(() => Find(d)))];

    /// <summary>The direction numbers of a dimension, as binary fractions: the highest bit counts 1/2.</summary>
    /// <param name="dimension">0 to <see cref="MaxDimensions"/> - 1.</param>
    public static ReadOnlySpan<uint> Of(int dimension) => Dimensions[dimension].Value;

    /// <summary>The first rows of a dimension's generator matrix, in the layout of <see cref="NetQuality"/>.</summary>
    public static uint[] Rows(ReadOnlySpan<uint> numbers, int digits)
    {
        var rows = new uint[digits];
        for (var i = 0; i < digits; i++)
        {
            for (var k = 0; k < digits; k++)
                rows[i] |= ((numbers[k] >> (31 - i)) & 1) << k;
        }

        return rows;
    }

    private static uint[] Find(int dimension)
    {
        if (dimension == 0)
            return [.. Enumerable.Range(0, Count).Select(k => 1u << (31 - k))];

        var (degree, coefficients) = Polynomials[dimension - 1];
        var earlier = Enumerable.Range(0, dimension).Select(d => Rows(Of(d), JudgedDigits)).ToArray();
        uint[] best = [];
        var least = long.MaxValue;
        for (var candidate = 0; candidate < Candidates; candidate++)
        {
            var numbers = Extend(degree, coefficients, (uint)((dimension * Candidates) + candidate));
            var badness = Badness(earlier, Rows(numbers, JudgedDigits), least);
            if (badness < least)
            {
                least = badness;
                best = numbers;
            }
        }

        return best;
    }

    // 2^(t-m) bounds the discrepancy of 2^m points up to a factor of m; random points have about 2^(-m/2). The squared ratio of the two, 2^(2t-m), is
    // summed over projections and numbers of points, so that the worst count most and few points as much as many.
    private static long Badness(uint[][] earlier, uint[] rows, long enough)
    {
        var sum = 0L;
        for (var d = earlier.Length - 1; d >= 0 && sum < enough; d--)
        {
            for (var m = 1; m <= JudgedDigits; m++)
                sum += 1L << ((2 * NetQuality.T(earlier[d], rows, m)) + JudgedDigits - m);
        }

        return sum;
    }

    // Initial number k is an odd number below 2^(k+1), k counted from 0; the others follow from the polynomial.
    private static uint[] Extend(int degree, uint coefficients, uint stream)
    {
        var numbers = new uint[Count];
        for (var k = 0; k < degree; k++)
        {
            var odd = (CounterRandom.UInt32(0, stream, (ulong)k) & ((1u << (k + 1)) - 1)) | 1;
            numbers[k] = odd << (31 - k);
        }

        for (var k = degree; k < Count; k++)
        {
            var number = numbers[k - degree] ^ (numbers[k - degree] >> degree);
            for (var back = 1; back < degree; back++)
            {
                if (((coefficients >> (degree - back)) & 1) != 0)
                    number ^= numbers[k - back];
            }

            numbers[k] = number;
        }

        return numbers;
    }
}
