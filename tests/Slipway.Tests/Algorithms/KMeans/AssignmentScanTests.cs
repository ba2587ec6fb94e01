namespace Slipway.Tests.Algorithms;

public class AssignmentScanTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_GivenAnyLength_MatchesThePlainLoop(bool weighted)
    {
        var random = new Random(7);
        for (var length = 0; length <= 67; length++)
        {
            // given scores, some below what the norms make up for, and rows without a nearest centre
            var norms = Values(random, length, 0, 4);
            var weights = weighted ? Values(random, length, 0, 3) : [];
            var scores = Values(random, length, -4, 1);
            int[] labels = [.. Enumerable.Range(0, length).Select(_ => random.Next(-1, 3))];
            int[] nearest = [.. Enumerable.Range(0, length).Select(_ => random.Next(-1, 3))];
            int[] expectedNearest = [.. nearest.Select(n => Math.Max(0, n))];
            float[] expectedDistances = [.. scores.Zip(norms, (s, n) => Math.Max(0, s + n))];
            int[] expectedChanges = [.. Enumerable.Range(0, length).Where(i => expectedNearest[i] != labels[i]).Select(i => 100 + i)];
            var partial = new double[16];
            for (var i = 0; i < length; i++)
            {
                partial[i % 16] += (double)expectedDistances[i] * (weighted ? weights[i] : 1);
            }

            // when the block is scanned
            var changed = new int[length];
            var (sum, changes) = AssignmentScan.Run(norms, weights, labels, 100, nearest, scores, changed);

            // then everything is as the loop has it, to the last bit
            Assert.Equal(expectedNearest, nearest);
            Assert.Equal(expectedDistances, scores);
            Assert.Equal(expectedChanges, changed[..changes]);
            Assert.Equal(partial.Aggregate(0.0, (s, v) => s + v), sum);
        }
    }

    [Fact]
    public void Run_GivenAnInfiniteRow_KeepsItsDistanceInfinite()
    {
        var nearest = Enumerable.Repeat(-1, 20).ToArray();
        var distances = Enumerable.Repeat(float.PositiveInfinity, 20).ToArray();

        var (sum, changes) = AssignmentScan.Run(new float[20], [], new int[20], 0, nearest, distances, new int[20]);

        Assert.Equal(double.PositiveInfinity, sum);
        Assert.Equal(0, changes);
        Assert.All(nearest, centre => Assert.Equal(0, centre));
    }

    private static float[] Values(Random random, int length, double low, double high) =>
        [.. Enumerable.Range(0, length).Select(_ => (float)(low + ((high - low) * random.NextDouble())))];
}
