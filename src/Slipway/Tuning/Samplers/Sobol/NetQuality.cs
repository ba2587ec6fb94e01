using System.Numerics;

namespace Slipway.Tuning;

/// <summary>
/// How even the points of two dimensions of a digital sequence are: the quality parameter t of their (t, m, 2)-net (Niederreiter, "Random number
/// generation and quasi-Monte Carlo methods", SIAM 1992, theorem 4.28). Every box of area 2^(t-m) with dyadic sides has exactly 2^t of the 2^m points.
/// </summary>
internal static class NetQuality
{
    /// <summary>The smallest t of the first 2^<paramref name="m"/> points.</summary>
    /// <param name="rows">
    /// Generator matrix of a dimension: bit k of row i is binary digit i + 1 of direction number k; upper triangular, with ones on the diagonal.
    /// </param>
    /// <param name="otherRows">That of the other.</param>
    /// <param name="m">Digits of the number of points; at most the length of both.</param>
    public static int T(ReadOnlySpan<uint> rows, ReadOnlySpan<uint> otherRows, int m)
    {
        var mask = uint.MaxValue >> (32 - m);
        Span<uint> basis = stackalloc uint[32];
        var independent = m;
        for (var first = 0; first < independent; first++)
        {
            // The first rows of a triangular matrix are a basis already: row i is the one whose lowest bit is i.
            basis.Clear();
            for (var i = 0; i < first; i++)
                basis[i] = rows[i] & mask;

            for (var second = 0; first + second < independent; second++)
            {
                if (!Add(basis, otherRows[second] & mask))
                {
                    independent = first + second;
                    break;
                }
            }
        }

        return m - independent;
    }

    private static bool Add(Span<uint> basis, uint vector)
    {
        while (vector != 0)
        {
            var lowest = BitOperations.TrailingZeroCount(vector);
            if (basis[lowest] == 0)
            {
                basis[lowest] = vector;
                return true;
            }

            vector ^= basis[lowest];
        }

        return false;
    }
}
