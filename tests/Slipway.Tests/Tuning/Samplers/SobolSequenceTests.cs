using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

public sealed class SobolSequenceTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(ulong.MaxValue)]
    public void Fill_GivenAnyAlignedBlockOfAPowerOfTwo_PutsOnePointInEachIntervalOfEachDimension(ulong seed)
    {
        var sequence = new SobolSequence(DirectionNumbers.MaxDimensions, seed);
        var units = new double[DirectionNumbers.MaxDimensions];
        foreach (var (start, count) in new[] { (0, 1), (0, 2), (0, 16), (16, 16), (0, 256), (768, 256), (1 << 30, 512) })
        {
            var seen = new bool[units.Length, count];
            for (var n = start; n < start + count; n++)
            {
                sequence.Fill(n, units);
                for (var d = 0; d < units.Length; d++)
                {
                    Assert.InRange(units[d], double.Epsilon, 1 - 1e-16);
                    seen[d, (int)(units[d] * count)] = true;
                }
            }

            Assert.DoesNotContain(false, seen.Cast<bool>());
        }
    }

    [Fact]
    public void Fill_GivenTheFirstTwoDimensions_PutsOnePointInEachBoxOfEachShape()
    {
        var sequence = new SobolSequence(2, 9);
        var points = Points(sequence, 2, 256);

        for (var wide = 0; wide <= 8; wide++)
        {
            var boxes = points.Select(p => ((int)(p[0] * (1 << wide)), (int)(p[1] * (1 << (8 - wide))))).Distinct().Count();
            Assert.Equal(256, boxes);
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(256)]
    public void Fill_GivenPairsOfDimensions_HasAFractionOfTheDiscrepancyOfRandomPoints(int count)
    {
        const int Dimensions = 20;
        const int Seeds = 8;
        var samples = Enumerable.Range(0, Seeds).Select(s => Points(new SobolSequence(Dimensions, (ulong)s), Dimensions, count)).ToArray();

        // What independent points have on average.
        var random = ((1.0 / 4) - (1.0 / 9)) / count;
        var ratios = new List<double>();
        for (var a = 0; a < Dimensions; a++)
        {
            for (var b = a + 1; b < Dimensions; b++)
                ratios.Add(samples.Average(s => SquaredDiscrepancy(s, a, b)) / random);
        }

        ratios.Sort();
        Assert.True(ratios[ratios.Count / 2] < 0.1, $"median ratio {ratios[ratios.Count / 2]}");
        Assert.True(ratios[ratios.Count * 95 / 100] < 0.5, $"95th percentile {ratios[ratios.Count * 95 / 100]}");
        Assert.True(ratios[^1] < 2, $"largest ratio {ratios[^1]}");
    }

    [Fact]
    public void Fill_GivenManySeeds_SpreadsASinglePointUniformly()
    {
        var counts = new int[8];
        var units = new double[3];
        for (var seed = 0UL; seed < 8000; seed++)
        {
            new SobolSequence(3, seed).Fill(5, units);
            counts[(units[0] < 0.5 ? 0 : 1) + (units[1] < 0.5 ? 0 : 2) + (units[2] < 0.5 ? 0 : 4)]++;
        }

        // Chi-squared with 7 degrees of freedom: above 24.3 once in a thousand.
        Assert.InRange(counts.Sum(c => (c - 1000.0) * (c - 1000.0) / 1000), 0, 24.3);
    }

    [Fact]
    public void Fill_GivenMoreDimensions_KeepsThoseBefore()
    {
        var few = Points(new SobolSequence(3, 6), 3, 10);
        var many = Points(new SobolSequence(40, 6), 40, 10);

        for (var n = 0; n < 10; n++)
            Assert.Equal(few[n], many[n][..3]);
    }

    [Fact]
    public void Constructor_GivenDimensionsOutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SobolSequence(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SobolSequence(101, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SobolSequence(2, 0).Fill(-1, new double[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SobolSequence(2, 0).Fill(0, new double[3]));
    }

    private static double[][] Points(SobolSequence sequence, int dimensions, int count) => [.. Enumerable.Range(0, count).Select(n =>
    {
        var units = new double[dimensions];
        sequence.Fill(n, units);
        return units;
    })];

    // Warnock's formula for the L2 star discrepancy.
    private static double SquaredDiscrepancy(double[][] points, int a, int b)
    {
        double single = 0, pairs = 0;
        foreach (var p in points)
        {
            single += (1 - (p[a] * p[a])) * (1 - (p[b] * p[b]));
            foreach (var q in points)
                pairs += (1 - Math.Max(p[a], q[a])) * (1 - Math.Max(p[b], q[b]));
        }

        double count = points.Length;
        return (1.0 / 9) - (single / (2 * count)) + (pairs / (count * count));
    }
}
