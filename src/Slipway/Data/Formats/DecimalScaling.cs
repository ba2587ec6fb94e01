using System.Numerics;

namespace Slipway.Data;

/// <summary>
/// Decimal mantissa times a power of ten, correctly rounded to double.
/// </summary>
/// <remarks>
/// D. Lemire, "Number parsing at a gigabyte per second", Software: Practice and Experience 51 (2021), algorithm 1: the 64-bit mantissa is
/// multiplied by a 128-bit truncated power of five; unless the bits that decide the rounding are all ones or nearly a tie, the truncation
/// cannot matter. Those cases, subnormal results and overflow answer false and go to the framework. Powers from 10^-64 to 10^64 are kept
/// (2 KiB, computed once, exactly): data seldom has others.
/// </remarks>
internal static class DecimalScaling
{
    private const int Range = 64;

    private static readonly ulong[] Powers = ComputePowers();

    /// <summary>Gives <c>mantissa * 10^exponent</c>; false when this way cannot decide the rounding.</summary>
    /// <param name="mantissa">Any 64-bit number.</param>
    /// <param name="exponent">The power of ten.</param>
    /// <param name="value">The nearest double, ties to even.</param>
    public static bool TryScale(ulong mantissa, int exponent, out double value)
    {
        value = 0;
        if (mantissa == 0)
        {
            return true;
        }

        if (exponent is < -Range or > Range)
        {
            return false;
        }

        var leading = BitOperations.LeadingZeroCount(mantissa);
        var w = mantissa << leading;
        var index = 2 * (exponent + Range);
        var high = Math.BigMul(w, Powers[index], out var low);
        if ((high & 0x1FF) == 0x1FF)
        {
            // The 55 bits kept could still change through the low half of the power.
            var second = Math.BigMul(w, Powers[index + 1], out _);
            low += second;
            high += low < second ? 1UL : 0UL;
        }

        if (low == ulong.MaxValue && exponent is < -27 or > 55)
        {
            return false;
        }

        var upper = (int)(high >> 63);
        var shift = upper + 64 - 52 - 3;
        var bits = high >> shift;

        // floor(log2(10^exponent)) + 63, for |exponent| far beyond the range of the table.
        var binary = (((152170 + 65536) * exponent) >> 16) + 63 + upper - leading + 1023;
        if (binary is <= 0 or >= 2046)
        {
            return false;
        }

        // Exactly between two doubles: only possible for small powers, and then the tie goes to even.
        if (low <= 1 && exponent is >= -4 and <= 23 && (bits & 3) == 1 && (bits << shift) == high)
        {
            bits &= ~1UL;
        }

        bits += bits & 1;
        bits >>= 1;
        if (bits >= 2UL << 52)
        {
            bits = 1UL << 52;
            binary++;
        }

        value = BitConverter.UInt64BitsToDouble((bits & ~(1UL << 52)) | ((ulong)binary << 52));
        return true;
    }

    // 5^q scaled to 128 bits with the top bit set; truncated for q >= 0, and for q < 0 the reciprocal, rounded up down to 5^-27, as the
    // paper asks.
    private static ulong[] ComputePowers()
    {
        var table = new ulong[2 * ((2 * Range) + 1)];
        for (var q = -Range; q <= Range; q++)
        {
            var five = BigInteger.Pow(5, Math.Abs(q));
            var length = (int)five.GetBitLength();
            BigInteger power;
            if (q >= 0)
            {
                power = length <= 128 ? five << (128 - length) : five >> (length - 128);
            }
            else
            {
                power = ((BigInteger.One << (length + 127)) / five) + (q >= -27 ? 1 : 0);
            }

            table[2 * (q + Range)] = (ulong)(power >> 64);
            table[(2 * (q + Range)) + 1] = (ulong)(power & ulong.MaxValue);
        }

        return table;
    }
}
