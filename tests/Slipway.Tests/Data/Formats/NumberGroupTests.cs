using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text;
using CsCheck;
using Slipway.Data;

namespace Slipway.Tests.Data.Formats;

public class NumberGroupTests
{
    // Digits, points and signs beside the cells: what a 16-byte load must mask off.
    private const string Before = "9.99-99999999999,";

    private static readonly string[] Short =
    [
        "0", "-0", "-0.0", ".5", "5.", "-.5", "007", "1234567890123456", "-123456789012345", "9007199254740992", ".123456789012345",
        "0.12345678901234", "-0.0000000000001", "99999999", "100000000", "12345678.1234567", "999999999999999.", "1.5",
    ];

    private static readonly string[] Others =
    [
        "", "-", ".", "-.", "+1", "1-", "--1", "1.2.3", "1..2", "..", "1e5", "NaN", "1 ", " 1", "\"1\"", "9007199254740993",
        "9999999999999999", "12345678901234567", "-1234567890123456", "0.123456789012345", "1/2", "1:2", "1\r",
    ];

    private static readonly Gen<string> Cell = Gen.OneOf(
        Gen.Int[0, Short.Length - 1].Select(i => Short[i]), Gen.Int[0, Others.Length - 1].Select(i => Others[i]),
        Gen.Char["0123456789.-"].Array[0, 18].Select(c => new string(c)),
        Gen.Select(Gen.Double[-1e6, 1e6], Gen.Int[0, 9]).Select((v, d) => v.ToString($"F{d}", CultureInfo.InvariantCulture)),
        Gen.Select(Gen.ULong, Gen.Int[0, 17], Gen.Bool).Select((digits, point, negative) =>
        {
            var text = digits.ToString("D20", CultureInfo.InvariantCulture)[4..];
            return (negative ? "-" : "") + (point < text.Length ? text.Insert(point, ".") : text);
        }));

    [Fact]
    public void Parse_GivenEightCells_MatchesReference()
    {
        RequireVectors();
        Cell.Array[NumberGroup.Size].Sample(AssertSame, iter: 100_000);
    }

    [Fact]
    public void Parse_GivenShortNumbersInEveryPlace_TakesThem()
    {
        RequireVectors();
        foreach (var text in Short)
        {
            for (var place = 0; place < NumberGroup.Size; place++)
            {
                // Given a short number between cells that are none.
                var cells = Enumerable.Repeat("x", NumberGroup.Size).ToArray();
                cells[place] = text;

                // When the group is parsed.
                var left = Parse(cells, out var values);

                // Then only that number is taken.
                Assert.True(left == (0xFFu & ~(1u << place)), $"{text} in place {place} left {left:b8}");
                AssertBits(text, values[place]);
            }
        }
    }

    [Fact]
    public void Parse_GivenOtherCellsInEveryPlace_LeavesThem()
    {
        RequireVectors();
        foreach (var text in Others)
        {
            for (var place = 0; place < NumberGroup.Size; place++)
            {
                // Given another cell between short numbers.
                var cells = Enumerable.Repeat("-12.5", NumberGroup.Size).ToArray();
                cells[place] = text;

                // When the group is parsed.
                var left = Parse(cells, out var values);

                // Then only that cell is left, and its neighbours are not disturbed.
                Assert.True(left == 1u << place, $"'{text}' in place {place} left {left:b8}");
                Assert.All(values.Where((_, i) => i != place), v => Assert.Equal(-12.5, v));
            }
        }
    }

    private static void RequireVectors() => Assert.SkipUnless(NumberGroup.IsSupported, "NumberGroup needs AVX-512.");

    private static void AssertSame(string[] cells)
    {
        var left = Parse(cells, out var values);
        for (var i = 0; i < cells.Length; i++)
        {
            var isTaken = (left >> i & 1) == 0;
            if (isTaken)
            {
                AssertBits(cells[i], values[i]);
            }

            // The scalar way takes 16 characters behind a sign, this one 16 with it.
            Assert.True(isTaken == (cells[i].Length <= 16 && NumberParserTests.TryShort(cells[i], out _)), $"'{cells[i]}' taken: {isTaken}");
        }
    }

    private static void AssertBits(string text, double value)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        var expected = double.Parse(text, Style, CultureInfo.InvariantCulture);
        Assert.True(BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(value), $"'{text}' gave {value:R}");
    }

    private static unsafe uint Parse(string[] cells, out double[] values)
    {
        var text = new StringBuilder(Before);
        Span<int> starts = stackalloc int[NumberGroup.Size];
        Span<int> ends = stackalloc int[NumberGroup.Size];
        for (var i = 0; i < cells.Length; i++)
        {
            starts[i] = text.Length;
            ends[i] = text.Append(cells[i]).Length;
            text.Append(",9.9,"[..(1 + (4 * (i & 1)))]);
        }

        values = new double[NumberGroup.Size];
        fixed (byte* bytes = Encoding.UTF8.GetBytes(text.ToString()))
        fixed (double* to = values)
        {
            return NumberGroup.Parse(bytes, Vector256.Create<int>(starts), Vector256.Create<int>(ends), to);
        }
    }
}
