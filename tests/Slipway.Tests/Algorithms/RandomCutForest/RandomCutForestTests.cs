using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Algorithms;

public class RandomCutForestTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Score_GivenPlantedOutliers_RanksThemHighest(bool sparse)
    {
        float[] values = [.. Cloud(1000), 6, 0, 0, -5, 5, -4];
        using var matrix = sparse
            ? FeatureMatrix.FromSparse(
                [.. Enumerable.Range(0, 1003).Select(i => i * 3)], [.. Enumerable.Range(0, 3006).Select(i => i % 3)], values, 3)
            : FeatureMatrix.FromDense(values, 1002, 3);

        var (model, metrics) = LearnerRuns.Train(new RandomCutForest(), matrix);

        var scores = LearnerRuns.Score(model, matrix);
        Assert.Equal([1000, 1001], scores.Index().OrderByDescending(s => s.Item).Take(2).Select(s => s.Index).Order());
        Assert.All(scores[1000..], s => Assert.True(s > metrics["train:score_mean"] + (3 * metrics["train:score_deviation"])));
        Assert.Equal(scores.Average(s => (double)s), metrics["train:score_mean"], 1e-5);
    }

    [Fact]
    public void Score_GivenOneTreeOfTwoRows_IsTheExpectationOverCuts()
    {
        // The tree has rows 0 and 1. A row at 3 is cut off at the root with probability 2 / 3, else in the leaf of row 1, one level down.
        using var matrix = FeatureMatrix.FromDense([0, 1], 2, 1);
        using var queries = FeatureMatrix.FromDense([3, 1, 0.5f], 3, 1);

        var (model, _) = LearnerRuns.Train(new RandomCutForest { Trees = 1 }, matrix);

        var scores = LearnerRuns.Score(model, queries);
        Assert.Equal(Math.Log2(3) * ((2.0 / 3 * 1) + (1.0 / 3 / 2)), scores[0], 1e-6);
        Assert.Equal(Math.Log2(3) * (1 - (1.0 / 4)) / (1 + Math.Log2(2)), scores[1], 1e-6);
        Assert.Equal(Math.Log2(3) / 2, scores[2], 1e-6);
    }

    [Fact]
    public void Train_GivenOtherThreadsOrSeeds_DependsOnTheSeedOnly()
    {
        using var matrix = FeatureMatrix.FromDense(Cloud(700), 700, 3);
        var algorithm = new RandomCutForest { Trees = 20 };

        var one = LearnerRuns.Train(algorithm, matrix, threads: 1);
        var four = LearnerRuns.Train(algorithm, matrix, threads: 4);
        var other = LearnerRuns.Train(algorithm, matrix, seed: 2);

        Assert.Equal(LearnerRuns.Bytes(one.Model), LearnerRuns.Bytes(four.Model));
        Assert.Equal(LearnerRuns.Score(one.Model, matrix), LearnerRuns.Score(four.Model, matrix));
        Assert.NotEqual(LearnerRuns.Score(one.Model, matrix), LearnerRuns.Score(other.Model, matrix));
    }

    [Fact]
    public void Train_GivenWeights_SamplesRowsInProportion()
    {
        float[] rows = [.. Enumerable.Range(0, 1000).Select(i => (float)i)];
        float[] weights = [.. Enumerable.Range(0, 1000).Select(i => i < 100 ? 0 : i < 550 ? 1f : 9f)];
        using var matrix = FeatureMatrix.FromDense(rows, 1000, 1, default, weights);

        var sampled = ForestSample.Draw(
            TrainingContext.Create(new RandomCutForest().Describe(), matrix, seed: 4,
            cancellationToken: TestContext.Current.CancellationToken), trees: 200, rows: 20).Values;

        Assert.Equal(4000, sampled.Length);
        Assert.DoesNotContain(sampled, v => v < 100);
        Assert.All(sampled.Chunk(20), tree => Assert.Equal(20, tree.Distinct().Count()));
        Assert.InRange(sampled.Count(v => v >= 550) / 4000.0, 0.87, 0.92); // 0.9 less what drawing without replacement takes
    }

    [Fact]
    public void Train_GivenConstantColumnsDuplicatesOrOneRow_GivesFiniteScores()
    {
        using var equal = FeatureMatrix.FromDense([.. Enumerable.Repeat(2f, 60)], 20, 3);
        using var two = FeatureMatrix.FromDense([.. Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? (i / 3 % 2) : 7f)], 20, 3);
        using var single = FeatureMatrix.FromDense([1, 2, 3], 1, 3);
        foreach (var matrix in new[] { equal, two, single })
        {
            var (model, metrics) = LearnerRuns.Train(new RandomCutForest { Trees = 5 }, matrix);

            Assert.All(LearnerRuns.Score(model, matrix), s => Assert.InRange(s, 0, 5));
            Assert.All(metrics.Values, v => Assert.True(double.IsFinite(v)));
        }
    }

    [Fact]
    public void LoadModel_GivenItsPartsOrHostileOnes_ScoresTheSameOrRefuses()
    {
        using var matrix = FeatureMatrix.FromDense(Cloud(300), 300, 3);
        var algorithm = new RandomCutForest { Trees = 10, SamplesPerTree = 64 };
        var (model, _) = LearnerRuns.Train(algorithm, matrix, seed: ulong.MaxValue);

        Assert.Equal(LearnerRuns.Score(model, matrix), LearnerRuns.Score(LearnerRuns.Reload(algorithm, model), matrix));
        Assert.Throws<ArtifactException>(() => LearnerRuns.Reload(algorithm with { Trees = 9 }, model));
        Assert.Throws<ArtifactException>(() => LearnerRuns.Reload(algorithm, model, features: 4));
        Assert.Throws<FormatException>(() => LearnerRuns.Reload(algorithm with { SamplesPerTree = 63 }, model));
        Assert.Throws<FormatException>(() => LearnerRuns.Reload(algorithm, model, tamper: t => new Tensor(t.Name, [10 * 64 * 3],
            new float[10 * 64 * 3])));
        Assert.Throws<FormatException>(() => LearnerRuns.Reload(
            algorithm, model, tamper: t => new Tensor(t.Name, t.Shape, Enumerable.Repeat(float.NaN, 10 * 64 * 3).ToArray())));
    }

    [Fact]
    public void Train_GivenACancelledJob_Stops()
    {
        using var matrix = FeatureMatrix.FromDense(Cloud(20), 20, 3);
        var algorithm = new RandomCutForest();

        Assert.Throws<OperationCanceledException>(() => algorithm.Train(
            TrainingContext.Create(algorithm.Describe(), matrix, cancellationToken: new CancellationToken(canceled: true))));
    }

    [Fact]
    public async Task FitAsync_GivenNoLabel_TrainsEvaluatesAndScores()
    {
        using var folder = new TemporaryFolder();
        using var model = await Estimator.For(new RandomCutForest { Trees = 50 }).WithOutput(folder.File("models"))
            .FitAsync(SampleData.BreastCancer, cancellationToken: TestContext.Current.CancellationToken);

        var report = await model.EvaluateAsync(SampleData.BreastCancer, cancellationToken: TestContext.Current.CancellationToken);
        using var predictor = model.CreatePredictor<float[], float>();

        Assert.Equal(model.Metrics.Single(m => m.Name == "train:score_mean").Value, report.Metrics["score_mean"], 1e-6);
        Assert.True(
            predictor.Predict(Enumerable.Repeat(1e4f,
            30).ToArray()) > report.Metrics["score_mean"] + (3 * report.Metrics["score_deviation"]));
    }

    private static float[] Cloud(int rows)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, rows * 3).Select(_ => (float)(random.NextDouble() + random.NextDouble() - 1))];
    }
}
