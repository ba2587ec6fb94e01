using System.Text;
using Slipway.Data;

namespace Slipway.Tests.Data.Profiles;

public sealed class SketchTests
{
    [Theory]
    [InlineData("uniform")]
    [InlineData("sorted")]
    [InlineData("descending")]
    [InlineData("heavy tail")]
    [InlineData("mostly zero")]
    public void Quantile_GivenMoreNumbersThanItCounts_IsNearTheExactOne(string kind)
    {
        // given
        var random = new Random(1);
        var values = Enumerable.Range(0, 200_000).Select(i => kind switch
        {
            "uniform" => random.NextDouble(),
            "sorted" => i,
            "descending" => -i,
            "heavy tail" => Math.Exp(4 * random.NextDouble() * random.NextDouble() * 8),
            _ => random.NextDouble() < 0.9 ? 0 : random.NextDouble(),
        }).ToArray();
        var sketch = new QuantileSketch(1000);

        // when
        foreach (var value in values)
        {
            sketch.Add(value);
        }

        // then: the rank of what it says is within 0.4% in the middle, better at the ends (k1 with 400 centroids)
        Array.Sort(values);
        Assert.Null(sketch.Counts);
        foreach (var share in new[] { 0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999 })
        {
            var quantile = sketch.Quantile(share);
            var below = values.Count(v => v < quantile) / (double)values.Length;
            var upTo = values.Count(v => v <= quantile) / (double)values.Length;
            var tolerance = 0.0002 + (0.004 * 2 * Math.Sqrt(share * (1 - share)));
            Assert.True(share >= below - tolerance && share <= upTo + tolerance, $"{kind} {share}: {quantile} has {below} below, {upTo} up to it");
            var value = values[(int)(share * values.Length)];
            var exactlyBelow = values.Count(v => v < value) / (double)values.Length;
            Assert.InRange(sketch.ShareBelow(value), exactlyBelow - tolerance, exactlyBelow + tolerance);
        }

        Assert.Equal(values[0], sketch.Quantile(0));
        Assert.Equal(values[^1], sketch.Quantile(1));
    }

    [Fact]
    public void Quantile_GivenFewDifferentNumbers_IsExactHoweverManyThereAre()
    {
        var sketch = new QuantileSketch(1000);
        for (var i = 0; i < 1_000_000; i++)
        {
            sketch.Add(i % 10);
        }

        Assert.Equal([0, 4, 4.5, 5, 9], new[] { 0.05, 0.45, 0.5, 0.55, 0.95 }.Select(sketch.Quantile));
        Assert.Equal(0.3, sketch.ShareBelow(3), 12);
    }

    [Fact]
    public void Quantile_GivenInfiniteAndExtremeNumbers_StaysANumber()
    {
        var sketch = new QuantileSketch(2);
        foreach (var value in new[] { double.NegativeInfinity, -double.MaxValue, 0, 1, double.MaxValue, double.PositiveInfinity })
        {
            sketch.Add(value);
        }

        Assert.All(new[] { 0, 0.2, 0.5, 0.8, 1 }, p => Assert.False(double.IsNaN(sketch.Quantile(p))));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    public void DistinctCounter_GivenNoMoreThanItHolds_IsExact(int distinct)
    {
        var counter = Counted(distinct, exactUpTo: 1_000);
        Assert.True(counter.IsExact);
        Assert.Equal(distinct, counter.Count);
    }

    [Theory]
    [InlineData(1_500)]
    [InlineData(30_000)]
    [InlineData(1_000_000)]
    public void DistinctCounter_GivenMore_IsWithinFourStandardErrors(int distinct)
    {
        var counter = Counted(distinct, exactUpTo: 1_000);
        Assert.False(counter.IsExact);
        Assert.InRange(counter.Count, distinct * 0.967, distinct * 1.033);
    }

    [Fact]
    public void FrequentValues_GivenMoreThanItHolds_KeepsTheFrequentOnes()
    {
        // given: one in three rows is "often", the others are all different
        var values = new FrequentValues(100);

        // when
        for (var i = 0; i < 30_000; i++)
        {
            values.Add(Encoding.UTF8.GetBytes(i % 3 == 0 ? "often" : $"once {i}"));
        }

        // then: a lower bound that lacks at most rows / capacity
        Assert.False(values.AreExact);
        Assert.Equal("often", values.Top()[0].Value);
        Assert.InRange(values.Top()[0].Count, 10_000 - 300, 10_000);
    }

    private static DistinctCounter Counted(int distinct, int exactUpTo)
    {
        var counter = new DistinctCounter(exactUpTo);
        for (var i = 0; i < 2 * distinct; i++)
        {
            counter.Add((double)(i % distinct));
        }

        return counter;
    }
}
