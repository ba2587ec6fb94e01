using System.Globalization;
using System.Text;
using CsCheck;
using Slipway.Data;

namespace Slipway.Tests.Data.Formats;

public class NumberParserTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("+1.5")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("-.5")]
    [InlineData("9007199254740992")]
    [InlineData("9007199254740993")]
    [InlineData("9007199254740995")]
    [InlineData("9999999999999999")]
    [InlineData("0.000000000000001")]
    [InlineData("123456789012345.6")]
    [InlineData("18446744073709551615")]
    [InlineData("18446744073709551616")]
    [InlineData("0.1234567890123456789")]
    [InlineData("0000000000000000000000000001")]
    [InlineData("1e22")]
    [InlineData("1e23")]
    [InlineData("8.5e-5")]
    [InlineData("2.2250738585072014e-308")]
    [InlineData("2.2250738585072011e-308")]
    [InlineData("4.9406564584124654e-324")]
    [InlineData("1e-400")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("1e0000000000000005")]
    [InlineData("9214843084008499")]
    [InlineData("3002666902536157")]
    [InlineData("1.00000000000000011102230246251565404236316680908203125")]
    public void TryParse_GivenKnownCases_HasTheBitsOfDoubleParse(string text) => AssertSame(text);

    [Fact]
    public void TryParse_GivenDoublesInEveryFormat_MatchesReference() => Gen.Select(Gen.Double, Gen.Int[0, 20]).Sample((value, digits) =>
    {
        if (!double.IsFinite(value))
        {
            return;
        }

        AssertSame(value.ToString("R", CultureInfo.InvariantCulture));
        AssertSame(value.ToString($"E{digits}", CultureInfo.InvariantCulture));
        AssertSame(((decimal)Math.Clamp(value % 1e9, -1e9, 1e9)).ToString(CultureInfo.InvariantCulture));
        AssertSame((value % 1e6).ToString($"F{digits}", CultureInfo.InvariantCulture));
    }, iter: 20_000);

    [Fact]
    public void TryParse_GivenDigitsPointAndExponent_MatchesReference() =>
        Gen.Select(Gen.Int[0, 2].Select(i => new[] { "", "-", "+" }[i]), Gen.ULong, Gen.Int[0, 20], Gen.Int[-90, 90],
            Gen.Bool).Sample((sign, digits, point, exponent, scientific) =>
        {
            var text = digits.ToString(CultureInfo.InvariantCulture);
            text = point < text.Length ? text.Insert(point, ".") : text;
            AssertSame(sign + text + (scientific ? $"e{exponent}" : ""));
        }, iter: 50_000);

    [Fact]
    public void TryParse_GivenValuesHalfWayBetweenDoubles_MatchesReference() =>
        Gen.Select(Gen.ULong[1UL << 52, (1UL << 53) - 1], Gen.Int[0, 10]).Sample((mantissa, shift) =>
        {
            var tie = ((UInt128)mantissa << 1 | 1) << shift;
            AssertSame(tie.ToString(CultureInfo.InvariantCulture));
            AssertSame((tie + 1).ToString(CultureInfo.InvariantCulture));
            AssertSame((tie - 1).ToString(CultureInfo.InvariantCulture));
            AssertSame(tie.ToString(CultureInfo.InvariantCulture) + ".0");
            AssertSame(tie.ToString(CultureInfo.InvariantCulture) + "00e-2");
            AssertSame(tie.ToString(CultureInfo.InvariantCulture) + "000e-3");
        }, iter: 20_000);

    [Fact]
    public void TryParse_GivenAnyCharacters_AcceptsWhatDoubleParseAccepts() => Gen.Char["0123456789.-+eE, xn"].Array[0, 24].Sample(chars =>
    {
        var text = new string(chars);
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (double.TryParse(text, Style, CultureInfo.InvariantCulture, out _))
        {
            AssertSame(text);
        }
        else
        {
            Assert.False(NumberParser.TryParse(Encoding.UTF8.GetBytes(text), out _), text);
            Assert.False(TryShort(text, out _), text);
        }
    }, iter: 50_000);

    private static void AssertSame(string text)
    {
        var expected = BitConverter.DoubleToInt64Bits(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));

        Assert.True(NumberParser.TryParse(Encoding.UTF8.GetBytes(text), out var value), text);
        Assert.True(expected == BitConverter.DoubleToInt64Bits(value), $"{text} gave {value:R}");
        if (TryShort(text, out var quick))
        {
            Assert.True(expected == BitConverter.DoubleToInt64Bits(quick), $"{text} gave {quick:R} on the short path");
        }
        else
        {
            Assert.False(text.Length <= 15 && text.All(c => char.IsAsciiDigit(c)), $"{text} must take the short path");
        }
    }

    internal static unsafe bool TryShort(string text, out double value)
    {
        // Digits and points around the cell: what the 16-byte load must mask off.
        var bytes = Encoding.UTF8.GetBytes("9.99999999999999" + text + ",9.9");
        fixed (byte* start = bytes)
        {
            return NumberParser.TryParseShort(start + 16, start + 16 + text.Length, out value);
        }
    }
}
