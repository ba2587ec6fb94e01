namespace Slipway.Kernels.Tests.Trees;

public class QuantileBinsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(1000)]
    [InlineData(20_000)]
    public void Find_GivenValues_PartitionsThemInOrderAndAssignAgrees(int count)
    {
        var random = new Random(count);
        float[] values = [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30))))];
        var (lower, upper) = Find(values, QuantileBins.MaxBins);

        var bins = new byte[count];
        if (count > 0)
        {
            QuantileBins.Assign(values, upper, bins);
        }

        Assert.Equal(Math.Min(QuantileBins.MaxBins, values.Distinct().Count()), lower.Length);
        for (var b = 0; b < lower.Length; b++)
        {
            Assert.True(lower[b] <= upper[b] && (b == 0 || upper[b - 1] < lower[b]), $"bin {b}");
        }

        for (var i = 0; i < count; i++)
        {
            Assert.InRange(values[i], lower[bins[i]], upper[bins[i]]);
        }
    }

    [Fact]
    public void Find_GivenManyDistinctValues_GivesBinsOfEqualCounts()
    {
        float[] values = [.. Enumerable.Range(0, 25_500).Select(i => (float)i)];
        var (_, upper) = Find(values, QuantileBins.MaxBins);
        var bins = new byte[values.Length];
        QuantileBins.Assign(values, upper, bins);

        Assert.All(bins.GroupBy(b => b), g => Assert.Equal(100, g.Count()));
    }

    [Fact]
    public void Find_GivenHeavyValue_GivesItABinOfItsOwn()
    {
        float[] values = [.. Enumerable.Range(0, 10_000).Select(i => i % 2 == 0 ? 0f : i - 5000)];
        var (lower, upper) = Find(values, QuantileBins.MaxBins);

        Assert.Contains(Enumerable.Range(0, lower.Length), b => lower[b] == 0 && upper[b] == 0);
    }

    [Fact]
    public void Find_GivenSpecialValues_OrdersThem()
    {
        float[] some = [float.PositiveInfinity, -0f, 0f, float.Epsilon, -float.Epsilon, float.NegativeInfinity, float.MaxValue, float.MinValue];
        foreach (var repeats in new[] { 1, 100 })
        {
            var (lower, _) = Find([.. Enumerable.Repeat(some, repeats).SelectMany(v => v)], QuantileBins.MaxBins);

            Assert.Equal(
                [float.NegativeInfinity, float.MinValue, -float.Epsilon, 0, float.Epsilon, float.MaxValue, float.PositiveInfinity], lower);
        }
    }

    [Fact]
    public void Find_GivenTooManyBins_SaysWhichAreAllowed()
    {
        var error = Assert.Throws<ArgumentException>(() => Find([1], 256));

        Assert.Contains("255", error.Message, StringComparison.Ordinal);
    }

    private static (float[] Lower, float[] Upper) Find(float[] values, int maxBins)
    {
        var lower = new float[maxBins];
        var upper = new float[maxBins];
        var bins = QuantileBins.Find(values.ToArray(), new float[values.Length], maxBins, lower, upper);
        return (lower[..bins], upper[..bins]);
    }
}
