using System.Numerics;

namespace Slipway.Tuning;

/// <summary>
/// A scrambled Sobol sequence: a random triangular matrix mixes the digits of each dimension, and a random shift moves them (Matousek, "On the
/// L2-discrepancy for anchored boxes", Journal of Complexity 14, 1998). Each point is uniform over the seeds; the points of one seed stay as even as the
/// sequence's own. Any point by its number (Gray code order: Antonov and Saleev, USSR Computational Mathematics and Mathematical Physics 19, 1979).
/// </summary>
internal sealed class SobolSequence
{
    private readonly ulong[][] _columns;
    private readonly ulong[] _shifts;

    /// <summary>Scrambles.</summary>
    /// <param name="dimensions">1 to <see cref="DirectionNumbers.MaxDimensions"/>.</param>
    /// <param name="seed">Seed of the scrambling; a dimension's does not depend on how many there are.</param>
    public SobolSequence(int dimensions, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, DirectionNumbers.MaxDimensions);
        _columns = new ulong[dimensions][];
        _shifts = new ulong[dimensions];
        for (var d = 0; d < dimensions; d++)
        {
            var random = new SamplerRandom(seed, SamplerStream.SobolScramble, d);
            _shifts[d] = random.NextBits();
            _columns[d] = Scramble(DirectionNumbers.Of(d), ref random);
        }
    }

    /// <summary>The point of a number.</summary>
    /// <param name="number">0-based.</param>
    /// <param name="units">Receives one number in (0, 1) a dimension: the middle of one of 2^52 cells.</param>
    public void Fill(int number, Span<double> units)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfNotEqual(units.Length, _columns.Length);
        var gray = (uint)number ^ ((uint)number >> 1);
        for (var d = 0; d < units.Length; d++)
        {
            var bits = _shifts[d];
            for (var rest = gray; rest != 0; rest &= rest - 1)
                bits ^= _columns[d][BitOperations.TrailingZeroCount(rest)];

            units[d] = ((bits >> 12) + 0.5) * (1.0 / (1L << 52));
        }
    }

    // Column i of the scrambling matrix: zeros above the diagonal, one on it, random below; 64 digits, so that points go on being distinct and random
    // below the 32nd digit.
    private static ulong[] Scramble(ReadOnlySpan<uint> numbers, ref SamplerRandom random)
    {
        var columns = new ulong[numbers.Length];
        for (var i = 0; i < 32; i++)
        {
            var diagonal = 1UL << (63 - i);
            var mixed = diagonal | (random.NextBits() & (diagonal - 1));
            for (var k = 0; k < columns.Length; k++)
            {
                if (((numbers[k] >> (31 - i)) & 1) != 0)
                    columns[k] ^= mixed;
            }
        }

        return columns;
    }
}
