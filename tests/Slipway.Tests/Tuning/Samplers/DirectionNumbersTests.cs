using System.Numerics;
using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

public sealed class DirectionNumbersTests
{
    [Fact]
    public void All_GivenDegreesUpToTen_FindsAsManyAsTheTheorySays()
    {
        // Euler's totient of 2^n - 1, divided by n.
        int[] known = [1, 1, 2, 2, 6, 6, 18, 16, 48, 60];

        var found = PrimitivePolynomials.All().TakeWhile(p => p.Degree <= 10).ToList();

        Assert.Equal(known, found.GroupBy(p => p.Degree).Select(g => g.Count()));
        Assert.Equal([0b11, 0b111, 0b1011, 0b1101, 0b10011, 0b11001, 0b100101], found.Take(7).Select(p => (int)p.Coefficients));
    }

    [Fact]
    public void Of_GivenEveryDimension_IsTriangularWithOnesOnTheDiagonal()
    {
        for (var d = 0; d < DirectionNumbers.MaxDimensions; d++)
        {
            var numbers = DirectionNumbers.Of(d);

            Assert.Equal(DirectionNumbers.Count, numbers.Length);
            for (var k = 0; k < numbers.Length; k++)
                Assert.Equal(31 - k, BitOperations.TrailingZeroCount(numbers[k]));
        }
    }

    [Fact]
    public void Of_GivenTheFirstDimensions_IsSobolsOwnForTheOnlyChoices()
    {
        // Polynomial x + 1 leaves no choice: m = 1, 3, 5, 15, 17, 51, ...
        var numbers = DirectionNumbers.Of(1);

        Assert.Equal([1u, 3, 5, 15, 17, 51, 85, 255], Enumerable.Range(0, 8).Select(k => DirectionNumbers.Of(1)[k] >> (31 - k)));
        Assert.Equal(1u << 31, numbers[0]);
    }

    [Fact]
    public void Of_GivenAllPairsOfTheFirstDimensions_HasEvenProjections()
    {
        var rows = Enumerable.Range(0, 20).Select(d => DirectionNumbers.Rows(DirectionNumbers.Of(d), 10)).ToArray();
        var qualities = new List<int>();
        for (var a = 0; a < rows.Length; a++)
        {
            for (var b = 0; b < a; b++)
                qualities.Add(NetQuality.T(rows[b], rows[a], 10));
        }

        Assert.Equal(0, NetQuality.T(rows[0], rows[1], 10));
        Assert.True(qualities.Max() <= 5, $"worst t is {qualities.Max()}");
        Assert.True(qualities.Average() < 2.2, $"mean t is {qualities.Average()}");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 5)]
    [InlineData(7, 8)]
    [InlineData(30, 31)]
    [InlineData(12, 99)]
    public void T_GivenTwoDimensions_MatchesCountingPointsInBoxes(int first, int second)
    {
        var rows = DirectionNumbers.Rows(DirectionNumbers.Of(first), 8);
        var otherRows = DirectionNumbers.Rows(DirectionNumbers.Of(second), 8);
        for (var m = 1; m <= 8; m++)
            Assert.Equal(CountedT(first, second, m), NetQuality.T(rows, otherRows, m));
    }

    // The definition: the smallest t such that every dyadic box of area 2^(t-m) has 2^t points.
    private static int CountedT(int first, int second, int m)
    {
        for (var t = 0; ; t++)
        {
            var even = true;
            for (var wide = 0; wide <= m - t && even; wide++)
            {
                var boxes = new int[1 << (m - t)];
                for (var n = 0u; n < 1u << m; n++)
                {
                    var x = wide == 0 ? 0 : Fraction(first, n) >> (32 - wide);
                    var high = m - t - wide;
                    var y = high == 0 ? 0 : Fraction(second, n) >> (32 - high);
                    boxes[(x << high) | y]++;
                }

                even = boxes.All(b => b == 1 << t);
            }

            if (even)
                return t;
        }
    }

    private static uint Fraction(int dimension, uint number)
    {
        var sum = 0u;
        for (var k = 0; k < 32; k++)
            sum ^= ((number >> k) & 1) * DirectionNumbers.Of(dimension)[k];

        return sum;
    }
}
