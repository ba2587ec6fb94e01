using Slipway.Features;

namespace Slipway.Tests.Algorithms.Trees;

public class RootHistogramTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void CopyTo_GivenChangedWeights_GivesWhatColumnHistogramsBuiltAnewGive(int classCount)
    {
        // given columns that can be joined and some that cannot
        const int Rows = 4000;
        int[] levels = [2, 3, 5, 7, 40, 300, 900];
        var random = new Random(classCount);
        float[] values = [.. Enumerable.Range(0, Rows * levels.Length).Select(i => (float)random.Next(levels[i % levels.Length]))];
        using var matrix = FeatureMatrix.FromDense(values, Rows, levels.Length);
        var bins = BinnedFeatures.Create(matrix, 1, TestContext.Current.CancellationToken);
        var rows = RowValues.ForClasses([.. Enumerable.Range(0, Rows).Select(_ => random.Next(classCount))], classCount);
        double[] weights = [.. Enumerable.Range(0, Rows).Select(_ => random.NextDouble())];
        rows.SetWeights(weights, weights.Sum());
        var root = RootHistogram.TryCreate(bins, rows, 1, TestContext.Current.CancellationToken)!;

        // when all rows are added, then some changed
        root.Build(rows.Packed);
        int[] changed = [.. Enumerable.Range(0, Rows).Where(_ => random.Next(3) == 0)];
        long[] before = [.. changed.Select(r => rows.Packed[r])];
        foreach (var row in changed)
        {
            rows.Packed[row] = RowValues.Pack(weights[row] * 1.5, rows.WeightScale, rows.WeightBits);
        }

        root.Add(changed, [.. changed.Zip(before, (r, b) => rows.Packed[r] - b)]);
        var kept = new long[bins.Offsets[^1] * classCount];
        root.CopyTo(kept);

        // then
        var anew = new long[kept.Length];
        HistogramColumns.Add(bins, [.. Enumerable.Range(0, bins.Columns.Length)], new int[Rows], allRows: true, rows, anew, 1);
        Assert.Equal(anew, kept);
        Assert.Equal(rows.Sum([.. Enumerable.Range(0, Rows)], all: true), root.Total());
    }
}
