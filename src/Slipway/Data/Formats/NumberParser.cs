using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Slipway.Data;

/// <summary>
/// Decimal numbers in UTF-8 to double, correctly rounded: every result has the bits that <see cref="double.Parse(string)"/> gives
/// (invariant).
/// </summary>
/// <remarks>
/// Three ways, fastest first. (1) At most 16 characters, digits and at most one point: one 16-byte load, no loop. (2) Any length up to 19
/// significant digits, with exponent: digits by a loop, then Clinger's exact case (Clinger 1990: mantissa up to 2^53 and a power of ten up
/// to 10^22 are doubles, so one division or product rounds once) or <see cref="DecimalScaling"/>. (3) The framework's parser.
/// </remarks>
internal static unsafe class NumberParser
{
    /// <summary>Bytes before the end of a cell that <see cref="TryParseShort"/> may read.</summary>
    public const int ReadableBefore = 16;

    private const long LargestExactMantissa = 1L << 53;

    private static ReadOnlySpan<double> PowersOfTen =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>
    /// Parses a cell of at most 16 characters (a minus sign not counted) without exponent. False says only that this way does not apply.
    /// </summary>
    /// <param name="start">First byte; <c>*start</c> must be readable even when the cell is empty.</param>
    /// <param name="end">Behind the last byte; the <see cref="ReadableBefore"/> bytes before it must be readable.</param>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParseShort(byte* start, byte* end, out double value)
    {
        var negative = *start == (byte)'-';
        start += *(byte*)&negative;
        var length = (int)(end - start);
        if ((uint)(length - 1) >= 16)
        {
            Unsafe.SkipInit(out value);
            return false;
        }

        // SAFETY: the caller guarantees 16 readable bytes before end.
        var raw = Vector128.Load(end - 16);
        var lane = Vector128.Create((sbyte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        var inside = Vector128.GreaterThan(lane, Vector128.Create((sbyte)(15 - length))).AsByte();
        var digits = (raw - Vector128.Create((byte)'0')) & inside;
        var other = Vector128.GreaterThan(digits, Vector128.Create((byte)9)).ExtractMostSignificantBits();
        var scale = 0;
        if (other != 0)
        {
            var point = (Vector128.Equals(raw, Vector128.Create((byte)'.')) & inside).ExtractMostSignificantBits();
            if (other != point || (other & (other - 1)) != 0 || length == 1)
            {
                Unsafe.SkipInit(out value);
                return false;
            }

            // Lanes up to the point take their left neighbour: the point goes, the digits stay aligned to the right.
            var at = BitOperations.TrailingZeroCount(point);
            var from = lane + Vector128.LessThanOrEqual(lane, Vector128.Create((sbyte)at));
            digits = Vector128.Shuffle(digits, from.AsByte());
            scale = 15 - at;
        }

        var mantissa = ((long)EightDigits(digits.AsUInt64().GetElement(0)) * 100_000_000) + EightDigits(digits.AsUInt64().GetElement(1));
        if (mantissa > LargestExactMantissa)
        {
            Unsafe.SkipInit(out value);
            return false;
        }

        var magnitude = mantissa / Unsafe.Add(ref MemoryMarshal.GetReference(PowersOfTen), scale);
        value = negative ? -magnitude : magnitude;
        return true;
    }

    /// <summary>
    /// Parses a number with any syntax that this library accepts: sign, digits, point, exponent, <c>inf</c>, <c>infinity</c>, <c>nan</c>.
    /// </summary>
    /// <param name="text">The cell, without surrounding spaces.</param>
    /// <param name="value">The number; infinite when the text says so or is too large for a double.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        if (TryParseDecimal(text, out value))
        {
            return true;
        }

        // The framework also takes "Infinity" and "NaN" in any case; a currency sign, spaces and thousands are excluded by the style.
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out value) || TryParseShortInfinity(text, out value);
    }

    private static bool TryParseDecimal(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        var position = 0;
        var negative = text.Length > 0 && text[0] == (byte)'-';
        if (negative || (text.Length > 0 && text[0] == (byte)'+'))
        {
            position = 1;
        }

        ulong mantissa = 0;
        var significant = 0;
        var exponent = 0;
        var digits = 0;
        var seenPoint = false;
        for (; position < text.Length; position++)
        {
            var digit = (uint)(text[position] - '0');
            if (digit <= 9)
            {
                digits++;
                exponent -= seenPoint ? 1 : 0;
                if (significant > 0 || digit > 0)
                {
                    if (++significant > 19)
                    {
                        return false;
                    }

                    mantissa = (mantissa * 10) + digit;
                }
            }
            else if (text[position] == (byte)'.' && !seenPoint)
            {
                seenPoint = true;
            }
            else
            {
                break;
            }
        }

        if (digits == 0 || !TryReadExponent(text, position, ref exponent))
        {
            return false;
        }

        double magnitude;
        if (mantissa <= LargestExactMantissa && exponent is >= -22 and <= 22)
        {
            magnitude = exponent < 0 ? mantissa / PowersOfTen[-exponent] : mantissa * PowersOfTen[exponent];
        }
        else if (!DecimalScaling.TryScale(mantissa, exponent, out magnitude))
        {
            return false;
        }

        value = negative ? -magnitude : magnitude;
        return true;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, int position, ref int exponent)
    {
        if (position == text.Length)
        {
            return true;
        }

        if ((text[position++] | 0x20) != 'e' || position == text.Length)
        {
            return false;
        }

        var negative = text[position] == (byte)'-';
        position += negative || text[position] == (byte)'+' ? 1 : 0;
        if (position == text.Length || text.Length - position > 4)
        {
            return false;
        }

        var written = 0;
        for (; position < text.Length; position++)
        {
            var digit = (uint)(text[position] - '0');
            if (digit > 9)
            {
                return false;
            }

            written = (written * 10) + (int)digit;
        }

        exponent += negative ? -written : written;
        return true;
    }

    private static bool TryParseShortInfinity(ReadOnlySpan<byte> text, out double value)
    {
        value = text.Length > 0 && text[0] == (byte)'-' ? double.NegativeInfinity : double.PositiveInfinity;
        var word = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        return System.Text.Ascii.EqualsIgnoreCase(word, "inf"u8);
    }

    // The first character is in the lowest byte. Neighbours are joined three times: 8 digits, 4 pairs, 2 quadruples, 1 number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint EightDigits(ulong digits)
    {
        digits = (digits * 10) + (digits >> 8);
        const ulong Pairs = 0x000000FF000000FF;
        return (uint)((((digits & Pairs) * 0x000F424000000064) + (((digits >> 16) & Pairs) * 0x0000271000000001)) >> 32);
    }
}
