using System.Globalization;
using CsCheck;
using Slipway.Features;

namespace Slipway.Tests.Features.Fitting;

public class PackedNumbersTests
{
    private static readonly double[] Special =
    [
        double.NaN, -0.0, 0, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, int.MaxValue, int.MinValue,
        int.MinValue + 1, -2147483646, 4294967296, 1L << 51, 1L << 53, 1e15, 0.1, 0.30000000000000004, 1.0 / 3, BitConverter.Int64BitsToDouble(1L << 62 | 1),
        BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0001),
    ];

    [Fact]
    public void TryPack_GivenDecimalsOfTheScale_GivesThemBackBitForBit() =>
        Gen.Select(Gen.Int[-2147483000, 2147483000].Array[0, 70], Gen.Int[0, PackedNumbers.MaximumScale], Gen.Int[0, 9]).Sample((wholes, scale, kind) =>
        {
            // Given numbers as a file has them: digits with a point, minus zero and missing ones among them.
            var values = wholes.Select((w, i) => (w + i) % 10 == kind ? double.NaN : (w + i) % 11 == kind ? -0.0 : Decimal(w, scale)).ToArray();

            // Then they pack, and come back with the bits that they had.
            AssertPacks(values, scale);
        }, iter: 20_000);

    [Fact]
    public void TryPack_GivenAnyDoubles_GivesThemBackOrRefuses() =>
        Gen.Select(Gen.OneOf(Gen.Double, Gen.Int[0, Special.Length - 1].Select(i => Special[i]), Gen.Int.Select(i => i / 100.0)).Array[1, 40],
            Gen.Int[0, PackedNumbers.MaximumScale]).Sample((values, scale) =>
        {
            var packed = new int[values.Length];
            if (PackedNumbers.TryPack(values, scale, packed))
            {
                AssertPacks(values, scale);
            }
        }, iter: 50_000);

    [Fact]
    public void TryPack_GivenSpecialValueAmongOthers_GivesItBackOrRefuses()
    {
        foreach (var special in Special)
        {
            for (var length = 1; length < 40; length++)
            {
                // Given the value in the last place, which is in a whole vector or behind it.
                var values = Enumerable.Repeat(12.5, length).ToArray();
                values[^1] = special;

                // Then it is taken only where it comes back.
                if (PackedNumbers.TryPack(values, 1, new int[length]))
                {
                    AssertPacks(values, 1);
                }
                else
                {
                    Assert.False(double.IsNaN(special) && BitConverter.DoubleToInt64Bits(special) == BitConverter.DoubleToInt64Bits(double.NaN));
                    Assert.False(Math.Abs(special) < 1e8 && special * 10 == Math.Round(special * 10) && special != 0.30000000000000004);
                }
            }
        }
    }

    [Fact]
    public void TryPack_GivenMoreDigitsThanTheScale_Refuses() =>
        Assert.False(PackedNumbers.TryPack([1.25, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9], 1, new int[17]));

    private static double Decimal(int whole, int scale) =>
        double.Parse(string.Create(CultureInfo.InvariantCulture, $"{whole}e-{scale}"), CultureInfo.InvariantCulture);

    private static void AssertPacks(double[] values, int scale)
    {
        var packed = new int[values.Length];
        var restored = new double[values.Length];
        Assert.True(PackedNumbers.TryPack(values, scale, packed));
        PackedNumbers.Unpack(packed, scale, restored);
        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), restored.Select(BitConverter.DoubleToInt64Bits));
    }
}
