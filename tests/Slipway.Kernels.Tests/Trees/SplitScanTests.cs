namespace Slipway.Kernels.Tests.Trees;

public class SplitScanTests
{
    private const int WeightBits = 40;

    [Theory]
    [MemberData(nameof(TestPaths.VectorData), MemberType = typeof(TestPaths))]
    public void Best_GivenTwoClasses_MatchesReference(KernelPath path)
    {
        for (var bins = 0; bins <= 257; bins++)
        {
            var random = new Random(bins);
            var histogram = Histogram(random, bins, 2);
            var total = Total(histogram, 2);
            foreach (var minimum in new[] { 1, 5, 100 })
            {
                var expected = SplitScan.Best(KernelPath.Scalar, SplitCriterion.Gini, histogram, 2, total, WeightBits, minimum);
                var actual = SplitScan.Best(path, SplitCriterion.Gini, histogram, 2, total, WeightBits, minimum);

                Assert.Equal(expected.Bin, actual.Bin);
                Assert.Equal(BitConverter.DoubleToInt64Bits(expected.Score), BitConverter.DoubleToInt64Bits(actual.Score));
            }
        }
    }

    [Theory]
    [InlineData(SplitCriterion.Gini, 2)]
    [InlineData(SplitCriterion.Gini, 3)]
    [InlineData(SplitCriterion.Gini, 600)]
    [InlineData(SplitCriterion.Entropy, 2)]
    [InlineData(SplitCriterion.Entropy, 5)]
    public void Best_GivenClasses_FindsTheSplitOfTheOracle(SplitCriterion criterion, int classes)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var bins = random.Next(2, 40);
            var histogram = Histogram(random, bins, classes);
            var total = Total(histogram, classes);
            var minimum = random.Next(1, 6);
            double best = double.NegativeInfinity;
            for (var b = 0; b < bins - 1; b++)
            {
                var left = Side(histogram, classes, 0, b + 1);
                var right = Side(histogram, classes, b + 1, bins);
                if (left.Rows >= minimum && right.Rows >= minimum)
                {
                    best = Math.Max(best, -(left.Weight * Impurity(criterion, left.Shares)) - (right.Weight * Impurity(criterion, right.Shares)));
                }
            }

            var found = SplitScan.Best(criterion, histogram, classes, total, WeightBits, minimum);

            if (double.IsNegativeInfinity(best))
            {
                Assert.Equal(SplitCandidate.None, found);
                continue;
            }

            var gain = found.Score - SplitScan.NodeScore(criterion, total, WeightBits);
            var node = Side(histogram, classes, 0, bins);
            Assert.Equal(best + (node.Weight * Impurity(criterion, node.Shares)), gain, 1e-9 * node.Weight);
        }
    }

    [Fact]
    public void Best_GivenOneBinWithRows_FindsNoSplit()
    {
        long[] histogram = [0, 0, (5L << WeightBits) | 5, (3L << WeightBits) | 3, 0, 0];

        Assert.Equal(SplitCandidate.None, SplitScan.Best(SplitCriterion.Gini, histogram, 2, Total(histogram, 2), WeightBits, 1));
    }

    private static long[] Histogram(Random random, int bins, int classes) =>
    [
        .. Enumerable.Range(0, bins * classes).Select(_ =>
        {
            long rows = random.Next(3) == 0 ? random.Next(20) : 0;
            return (rows << WeightBits) | (rows == 0 ? 0 : random.NextInt64(1, 1_000_000));
        }),
    ];

    private static long[] Total(long[] histogram, int channels)
    {
        var total = new long[channels];
        for (var i = 0; i < histogram.Length; i++)
        {
            total[i % channels] += histogram[i];
        }

        return total;
    }

    private static (double Weight, long Rows, double[] Shares) Side(long[] histogram, int classes, int from, int to)
    {
        var sums = Total(histogram[(from * classes)..(to * classes)], classes);
        double[] weights = [.. sums.Select(s => (double)(s & ((1L << WeightBits) - 1)))];
        return (weights.Sum(), sums.Sum(s => s >> WeightBits), [.. weights.Select(w => w / weights.Sum())]);
    }

    private static double Impurity(SplitCriterion criterion, double[] shares) => criterion == SplitCriterion.Gini
        ? 1 - shares.Sum(p => p * p)
        : -shares.Where(p => p > 0).Sum(p => p * Math.Log2(p));
}
