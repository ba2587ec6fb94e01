using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.ModelTests;

public class SilhouetteTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // 30 points ((i*17 + d*5) mod 23)/4 in 3 dimensions; clusters (i*i + i/3) mod 3, the last row alone in cluster 3. scikit-learn 1.2.1.
    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public void Mean_GivenRows_MatchesScikitLearn(int block)
    {
        var points = Enumerable.Range(0, 30).SelectMany(i => Enumerable.Range(0, 3).Select(d => ((i * 17) + (d * 5)) % 23 / 4f)).ToArray();
        var clusters = Enumerable.Range(0, 30).Select(i => i == 29 ? 3f : ((i * i) + (i / 3)) % 3).ToArray();
        var silhouette = new Silhouette(30, 3);
        for (var start = 0; start < 30; start += block)
        {
            silhouette.Add(FeatureBlock.Dense(points.AsSpan(start * 3, block * 3), block, 3), clusters.AsSpan(start, block));
        }

        Assert.Equal(-0.3013570186, silhouette.Mean(Token)!.Value, 1e-7);
    }

    [Fact]
    public void Mean_GivenSparseRows_EqualsDense()
    {
        var random = new Random(4);
        var points = Enumerable.Range(0, 40 * 37).Select(_ => random.Next(3) == 0 ? random.NextSingle() : 0).ToArray();
        var clusters = Enumerable.Range(0, 40).Select(i => (float)(i % 5)).ToArray();
        var dense = new Silhouette(40, 37);
        dense.Add(FeatureBlock.Dense(points, 40, 37), clusters);
        var stored = Enumerable.Range(0, points.Length).Where(i => points[i] != 0).ToArray();
        int[] offsets = [.. Enumerable.Range(0, 41).Select(r => stored.Count(i => i < r * 37))];
        var sparse = new Silhouette(40, 37);
        var block = FeatureBlock.Sparse(offsets, [.. stored.Select(i => i % 37)], [.. stored.Select(i => points[i])], 37);
        sparse.Add(block.Slice(0, 13), clusters.AsSpan(0, 13));
        sparse.Add(block.Slice(13, 27), clusters.AsSpan(13));

        Assert.Equal(dense.Mean(Token), sparse.Mean(Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Mean_GivenOneClusterOrAsManyAsRows_IsUndefined(int clusters)
    {
        var silhouette = new Silhouette(4, 1);
        silhouette.Add(FeatureBlock.Dense([1, 2, 3, 4], 4, 1), [.. Enumerable.Range(0, 4).Select(i => (float)(i % clusters))]);

        Assert.Null(silhouette.Mean(Token));
    }

    [Fact]
    public void Mean_GivenMoreRowsThanAreCompared_SamplesWithAFixedSeed()
    {
        // Two clusters whose silhouette is known in the limit: points uniform on [0, 1) and [10, 11).
        const int Rows = 60_000;
        var random = new Random(5);
        var points = Enumerable.Range(0, Rows).Select(i => random.NextSingle() + (i % 2 * 10)).ToArray();
        var clusters = Enumerable.Range(0, Rows).Select(i => (float)(i % 2)).ToArray();
        var means = new double?[2];
        for (var run = 0; run < 2; run++)
        {
            var silhouette = new Silhouette(Rows, 1);
            silhouette.Add(FeatureBlock.Dense(points, Rows, 1), clusters);
            means[run] = silhouette.Mean(Token);
        }

        Assert.Equal(means[0], means[1]);
        Assert.Equal(1 - (1.0 / 30), means[0]!.Value, 0.001);
    }
}
