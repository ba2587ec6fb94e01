using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Algorithms;

/// <summary>
/// Against scikit-learn 1.2.1 (algorithm="brute") on standardised tables: rows 0, 3, 6, ... are the queries, the others the training rows.
/// </summary>
public class KNearestNeighborsTests
{
    [Theory]
    [InlineData("wine.csv", 5, NeighborMetric.Euclidean, NeighborWeighting.Uniform, 58, 55.36)]
    [InlineData("wine.csv", 7, NeighborMetric.Euclidean, NeighborWeighting.Distance, 58, 54.90502184267674)]
    [InlineData("wine.csv", 5, NeighborMetric.Cosine, NeighborWeighting.Uniform, 58, 55.519999999999996)]
    [InlineData("breast_cancer.csv", 5, NeighborMetric.Euclidean, NeighborWeighting.Uniform, 183, 180.56)]
    [InlineData("breast_cancer.csv", 7, NeighborMetric.Euclidean, NeighborWeighting.Distance, 183, 178.96880390036492)]
    [InlineData("breast_cancer.csv", 5, NeighborMetric.Cosine, NeighborWeighting.Uniform, 183, 183.92000000000002)]
    public void Train_GivenClasses_GivesScikitLearnsProbabilities(
        string file, int k, NeighborMetric metric, NeighborWeighting weighting, int correct, double sumOfSquares)
    {
        var table = StandardisedTable.Read(file);
        var algorithm = new KNearestNeighborsClassifier { K = k, Metric = metric, Weighting = weighting };
        foreach (var sparse in new[] { false, true })
        {
            using var train = Part(table, queries: false, sparse);
            using var queries = Part(table, queries: true, sparse);

            var (model, metrics) = LearnerRuns.Train(algorithm, train, queries, table.Classes);
            var probabilities = LearnerRuns.Score(model, queries);

            Assert.Equal((double)correct / queries.RowCount, metrics["test:accuracy"], 1e-12);
            Assert.Equal(metrics["test:accuracy"], metrics["validation:accuracy"]);
            Assert.Equal(sumOfSquares, probabilities.Sum(p => (double)p * p), 1e-4);
            Assert.All(probabilities.Chunk(table.Classes.Length), row => Assert.Equal(1, row.Sum(), 1e-5f));
        }
    }

    [Theory]
    [InlineData("wine.csv", 0.6540529705494128)]
    [InlineData("breast_cancer.csv", 0.32118233352601083)]
    public void Train_GivenTargets_GivesScikitLearnsError(string file, double rmse)
    {
        var table = StandardisedTable.Read(file);
        var rows = table.Rows.Index().ToArray();
        using var train = Regression([.. rows.Where(r => r.Index % 3 != 0).Select(r => r.Item)]);
        using var queries = Regression([.. rows.Where(r => r.Index % 3 == 0).Select(r => r.Item)]);

        var (_, metrics) = LearnerRuns.Train(new KNearestNeighborsRegressor { Weighting = NeighborWeighting.Distance }, train, queries);

        Assert.Equal(rmse, metrics["validation:rmse"], 1e-6);
        Assert.Equal(rmse * rmse, metrics["test:mse"], 1e-6);
    }

    [Fact]
    public void Find_GivenWine_FindsScikitLearnsNeighbours()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var train = Part(table, queries: false, sparse: false);
        using var queries = Part(table, queries: true, sparse: false);

        var (nearest, _) = Find(train, queries, 4, NeighborMetric.Euclidean);

        Assert.Equal([13, 37, 26, 4, 38, 34, 3, 37, 19, 14, 7, 5], nearest[..12]);
    }

    [Theory]
    [InlineData(NeighborMetric.Euclidean)]
    [InlineData(NeighborMetric.InnerProduct)]
    [InlineData(NeighborMetric.Cosine)]
    public void Find_GivenHardData_FindsExactlyWhatDoublesDo(NeighborMetric metric)
    {
        foreach (var (name, rows, queries) in HardCases(metric))
        {
            using (rows)
            using (queries)
            {
                foreach (var k in new[] { 1, 7, 150 })
                {
                    var (nearest, distances) = Find(rows, queries, k, metric);

                    for (var q = 0; q < queries.RowCount; q++)
                    {
                        var expected = BruteForce(rows, queries.Chunk(0).Features.Slice(q, 1).Values, k, metric);
                        Assert.True(
                            expected.AsSpan().SequenceEqual(nearest.AsSpan(q * k, k)),
                            $"{name}, k {k}, query {q}: {string.Join(' ', nearest[(q * k)..((q + 1) * k)])}, not {string.Join(' ', expected)}");
                        Assert.True(distances.AsSpan(q * k, k).ToArray().SequenceEqual(distances.AsSpan(q * k, k).ToArray().Order()));
                    }
                }
            }
        }
    }

    [Fact]
    public void Find_GivenOneQueryOrMany_FindsTheSame()
    {
        using var rows = Noise(3000, 40, 1);
        using var queries = Noise(1100, 40, 2);
        var index = new NeighborIndex(rows.Chunk(0).Features.Values.ToArray(), 40, NeighborMetric.Euclidean);
        var (nearest, distances) = Find(rows, queries, 5, NeighborMetric.Euclidean);

        var one = new int[5];
        var apart = new double[5];
        for (var q = 0; q < 1100; q += 99)
        {
            index.Find(queries.Chunk(0).Features.Slice(q, 1), 5, one, apart);

            Assert.Equal(nearest[(q * 5)..((q + 1) * 5)], one);
            Assert.Equal(distances[(q * 5)..((q + 1) * 5)], apart);
        }
    }

    [Fact]
    public void Score_GivenAWarmThread_AllocatesNothing()
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var train = Part(table, queries: false, sparse: false);
        using var queries = Part(table, queries: true, sparse: false);
        var (model, _) = LearnerRuns.Train(new KNearestNeighborsClassifier(), train, null, table.Classes);
        var output = new float[queries.RowCount * 2];
        model.Score(queries.Chunk(0).Features, output);
        model.Score(queries.Chunk(0).Features.Slice(0, 1), output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        model.Score(queries.Chunk(0).Features, output);
        model.Score(queries.Chunk(0).Features.Slice(0, 1), output);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Train_GivenRowWeights_WeighsVotesAndLeavesOutRowsOfWeightZero()
    {
        using var train = FeatureMatrix.FromDense([0, 1, 2, 10], 4, 1, [0, 1, 1, 0], [0, 3, 1, 5]);
        using var queries = FeatureMatrix.FromDense([0], 1, 1);
        string[] classes = ["a", "b"];

        Assert.Equal([0, 1], LearnerRuns.Score(LearnerRuns.Train(new KNearestNeighborsClassifier { K = 1 }, train, null, classes).Model,
            queries));
        var three = LearnerRuns.Score(LearnerRuns.Train(new KNearestNeighborsClassifier { K = 3 }, train, null, classes).Model, queries);
        Assert.Equal(5f / 9, three[0], 1e-6f);
        var error = Assert.Throws<HyperparameterException>(() => LearnerRuns.Train(new KNearestNeighborsClassifier { K = 4 }, train, null,
            classes));
        Assert.Contains("at most 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_GivenRowsThatLieOnTheQuery_LetsThemAloneVoteByDistance()
    {
        using var train = FeatureMatrix.FromDense([5, 5, 5, 6], 4, 1, [1, 3, 2, 100]);
        using var queries = FeatureMatrix.FromDense([5], 1, 1);

        var (model, _) = LearnerRuns.Train(new KNearestNeighborsRegressor { K = 4, Weighting = NeighborWeighting.Distance }, train);

        Assert.Equal([2f], LearnerRuns.Score(model, queries));
    }

    [Fact]
    public void FindProblems_GivenDistanceWeightsOfInnerProducts_RefusesThem() => Assert.Equal(
        "Weighting",
        Assert.Single(new KNearestNeighborsClassifier { Metric = NeighborMetric.InnerProduct, Weighting = NeighborWeighting.Distance }.FindProblems()).Name);

    [Fact]
    public void LoadModel_GivenItsPartsOrHostileOnes_ScoresTheSameOrRefuses()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var train = Part(table, queries: false, sparse: false);
        var algorithm = new KNearestNeighborsClassifier { Weighting = NeighborWeighting.Distance };
        var (model, _) = LearnerRuns.Train(algorithm, train, null, table.Classes);

        Assert.Equal(LearnerRuns.Score(model, train), LearnerRuns.Score(LearnerRuns.Reload(algorithm, model, table.Classes), train));
        Assert.Throws<ArtifactException>(() => LearnerRuns.Reload(algorithm, model, table.Classes, features: 12));
        Assert.Throws<ArtifactException>(() => Reload("rows", t => new Tensor("rows", [117, 13], new float[117 * 13])));
        Assert.Throws<FormatException>(() => Reload("targets", t => new Tensor("targets", [118, 1], new float[118])));
        Assert.Throws<FormatException>(() => Reload("targets", t => new Tensor("targets", [118], Enumerable.Repeat(3f, 118).ToArray())));
        Assert.Throws<FormatException>(() => Reload("targets", t => new Tensor("targets", [118], Enumerable.Repeat(0.5f, 118).ToArray())));
        Assert.Throws<FormatException>(() => LearnerRuns.Reload(algorithm with { K = 119 }, model, table.Classes));

        void Reload(string name, Func<Tensor, Tensor> change) =>
            LearnerRuns.Reload(algorithm, model, table.Classes, t => t.Name == name ? change(t) : t);
    }

    [Fact]
    public void Train_GivenACancelledJob_Stops()
    {
        using var train = Noise(10, 2, 1);
        var algorithm = new KNearestNeighborsRegressor();

        Assert.Throws<OperationCanceledException>(() => algorithm.Train(
            TrainingContext.Create(algorithm.Describe(), train, cancellationToken: new CancellationToken(canceled: true))));
    }

    /// <summary>
    /// Noise, many equal rows, rows far from the origin that single precision cannot tell apart, and rows that overflow it.
    /// </summary>
    private static IEnumerable<(string Name, FeatureMatrix Rows, FeatureMatrix Queries)> HardCases(NeighborMetric metric)
    {
        yield return ("noise", Noise(2500, 33, 1), Noise(9, 33, 2));
        yield return ("equal rows", Noise(1500, 3, 3, v => MathF.Round(v)), Noise(9, 3, 4, v => MathF.Round(v)));
        yield return ("one row, repeated", Noise(1500, 3, 3, _ => 1.5f), Noise(5, 3, 4));
        if (metric == NeighborMetric.Euclidean)
        {
            // The products of such rows are rounded even in double, so only differences have one right order.
            yield return ("far away", Noise(1500, 8, 5, v => 1e6f + v), Noise(9, 8, 6, v => 1e6f + v));
        }

        yield return ("huge", Noise(300, 4, 7, v => v * 1e25f), Noise(5, 4, 8, v => v * 1e25f));
        yield return ("tiny", Noise(300, 4, 9, v => v * 1e-30f), Noise(5, 4, 10, v => v * 1e-30f));
    }

    private static int[] BruteForce(FeatureMatrix rows, ReadOnlySpan<float> query, int k, NeighborMetric metric)
    {
        var keys = new double[rows.RowCount];
        for (var i = 0; i < keys.Length; i++)
        {
            var row = rows.Chunk(0).Features.Slice(i, 1).Values;
            double squares = 0, product = 0, one = 0, two = 0;
            for (var j = 0; j < row.Length; j++)
            {
                squares += ((double)row[j] - query[j]) * ((double)row[j] - query[j]);
                product += (double)row[j] * query[j];
                one += (double)row[j] * row[j];
                two += (double)query[j] * query[j];
            }

            var cosine = one > 0 && two > 0 ? product / Math.Sqrt(one) / Math.Sqrt(two) : 0;
            keys[i] = metric switch
            {
                NeighborMetric.Euclidean => squares,
                NeighborMetric.InnerProduct => -product,
                _ => 1 - cosine,
            };
        }

        // What differs only by the order of the additions is equally near.
        return [.. Enumerable.Range(0, keys.Length).OrderBy(i => Rounded(keys[i])).ThenBy(i => i).Take(k)];

        static double Rounded(double value) =>
            value == 0 ? 0 : BitConverter.Int64BitsToDouble((BitConverter.DoubleToInt64Bits(value) + 8) & ~15L);
    }

    private static (int[] Nearest, double[] Distances) Find(FeatureMatrix rows, FeatureMatrix queries, int k, NeighborMetric metric)
    {
        var nearest = new int[queries.RowCount * k];
        var distances = new double[nearest.Length];
        new NeighborIndex(rows.Chunk(0).Features.Values.ToArray(), rows.FeatureCount, metric).Find(queries.Chunk(0).Features, k, nearest,
            distances);
        return (nearest, distances);
    }

    private static FeatureMatrix Noise(int rows, int width, int seed, Func<float, float>? map = null)
    {
        var random = new Random(seed);
        float[] values = [.. Enumerable.Range(0, rows * width).Select(_ => (float)((random.NextDouble() * 4) - 2)).Select(map ?? (v => v))];
        return FeatureMatrix.FromDense(values, rows, width, new float[rows]);
    }

    private static FeatureMatrix Part(StandardisedTable table, bool queries, bool sparse)
    {
        var picked = Enumerable.Range(0, table.Rows.Length).Where(i => (i % 3 == 0) == queries).ToArray();
        float[] values = [.. picked.SelectMany(i => table.Rows[i].Select(v => (float)v))];
        float[] targets = [.. picked.Select(i => (float)Array.IndexOf(table.Classes, table.Labels[i]))];
        return sparse
            ? FeatureMatrix.FromSparse(
                [.. Enumerable.Range(0, picked.Length + 1).Select(i => i * table.Width)],
                [.. Enumerable.Range(0, values.Length).Select(i => i % table.Width)], values, table.Width, targets)
            : FeatureMatrix.FromDense(values, picked.Length, table.Width, targets);
    }

    private static FeatureMatrix Regression(double[][] rows) => FeatureMatrix.FromDense(
        [.. rows.SelectMany(r => r.Skip(1).Select(v => (float)v))], rows.Length, rows[0].Length - 1, [.. rows.Select(r => (float)r[0])]);
}
