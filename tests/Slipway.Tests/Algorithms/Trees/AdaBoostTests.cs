using Slipway.Features;

namespace Slipway.Tests.Algorithms.Trees;

/// <summary>Figures of scikit-learn 1.2.1's AdaBoostClassifier with 30 stumps on the same rows.</summary>
public class AdaBoostTests
{
    [Theory]
    [InlineData("wine.csv", AdaBoostVariant.Samme, 0.98333, 0.96863)]
    [InlineData("wine.csv", AdaBoostVariant.SammeReal, 0.96667, 0.25648)]
    public void Train_GivenWine_GivesScikitLearnsProbabilities(string file, AdaBoostVariant variant, double accuracy, double logLoss)
    {
        using var table = TreeTable.Classification(file);
        var metrics = new List<TrainingMetric>();

        using var model = table.Fit(new AdaBoostClassifier { Estimators = 30, Variant = variant }, validation: table.Test, onMetric: metrics.Add);

        Assert.Equal(accuracy, TreeTable.Metric(model, table.Test, "accuracy"), 0.0167);
        Assert.Equal(logLoss, metrics.Last(m => m.Name == "validation:loss").Value, 0.02);
    }

    [Theory]
    [InlineData(AdaBoostVariant.Samme, 0.97368)]
    [InlineData(AdaBoostVariant.SammeReal, 0.96316)]
    public void Train_GivenBreastCancer_IsAsGoodAsScikitLearn(AdaBoostVariant variant, double accuracy)
    {
        using var table = TreeTable.Classification("breast_cancer.csv");

        using var model = table.Fit(new AdaBoostClassifier { Estimators = 30, Variant = variant });

        Assert.Equal(1.0, TreeTable.Metric(model, table.Train, "accuracy"), 0.01);
        Assert.InRange(TreeTable.Metric(model, table.Test, "accuracy"), accuracy - 0.011, 1);
    }

    [Fact]
    public void Train_GivenRounds_ReportsTheExponentialLossOfEach()
    {
        using var table = TreeTable.Classification("breast_cancer.csv");
        var losses = new List<double>();

        using var model = table.Fit(new AdaBoostClassifier { Estimators = 3 }, onMetric: m => losses.Add(m.Value));

        // 2 sqrt(e (1 - e)) for each round's error (Freund and Schapire 1997); the first is scikit-learn's 0.07915567.
        Assert.Equal(2 * Math.Sqrt(0.07915567 * (1 - 0.07915567)), losses[0], 1e-6);
        Assert.Equal(3, losses.Count);
        Assert.True(losses[0] > losses[1] && losses[1] > losses[2]);
    }

    [Fact]
    public void Train_GivenPerfectTree_EndsAtOnce()
    {
        using var matrix = FeatureMatrix.FromDense([1, 2, 3, 4], 4, 1, [0, 0, 1, 1]);
        var algorithm = new AdaBoostClassifier();

        using var model = TreeTable.Fit(algorithm, matrix, ["a", "b"]);

        Assert.Equal(1, model.TreeCount);
        Assert.Equal(1.0, TreeTable.Metric(model, matrix, "accuracy"));
    }

    [Fact]
    public void Train_GivenNothingToLearn_EndsWithOneTreeAndFiniteProbabilities()
    {
        // Same features, as many rows of each class: the first tree is no better than chance.
        using var matrix = FeatureMatrix.FromDense([1, 1, 1, 1], 4, 1, [0, 1, 0, 1]);
        foreach (var variant in Enum.GetValues<AdaBoostVariant>())
        {
            var algorithm = new AdaBoostClassifier { Variant = variant, Estimators = 3 };

            using var model = TreeTable.Fit(algorithm, matrix, ["a", "b"]);
            var output = new float[2];
            model.Score(FeatureBlock.Dense([1], 1, 1), output);

            Assert.All(output, p => Assert.InRange(p, 0f, 1f));
            Assert.Equal(1f, output.Sum(), 1e-6f);
        }
    }

    [Fact]
    public void Train_GivenDeeperTrees_FitsWhatStumpsCannot()
    {
        // Exclusive or: no stump is better than chance.
        float[] values = [.. Enumerable.Range(0, 400).SelectMany(i => new[] { (float)(i & 1), (i >> 1) & 1 })];
        float[] targets = [.. Enumerable.Range(0, 400).Select(i => (float)((i & 1) ^ ((i >> 1) & 1)))];
        using var matrix = FeatureMatrix.FromDense(values, 400, 2, targets);
        var algorithm = new AdaBoostClassifier { MaxDepth = 2 };

        using var model = TreeTable.Fit(algorithm, matrix, ["a", "b"]);

        Assert.Equal(1.0, TreeTable.Metric(model, matrix, "accuracy"));
    }

    [Fact]
    public void Train_GivenHeavyRowsThatBecomeLight_BoostsToTheEnd()
    {
        // given noisy labels and weights nine orders apart: what is left of the total is far below the rounding errors of the first
        const int Rows = 2000;
        const int Width = 5;
        var random = new Random(3);
        float[] values = [.. Enumerable.Range(0, Rows * Width).Select(_ => (float)random.NextDouble())];
        float[] targets = [.. Enumerable.Range(0, Rows).Select(i => (values[i * Width] + values[(i * Width) + 1] > 1) ^ (random.NextDouble() < 0.1) ? 1f : 0f)];
        float[] weights = [.. Enumerable.Range(0, Rows).Select(i => i % 2 == 0 ? 1e9f : 1f)];
        using var matrix = FeatureMatrix.FromDense(values, Rows, Width, targets, weights);
        var losses = new List<double>();

        using var model = TreeTable.Fit(
            new AdaBoostClassifier { Estimators = 200, MaxDepth = 6, Variant = AdaBoostVariant.SammeReal }, matrix, ["a", "b"], onMetric: m => losses.Add(m.Value));

        Assert.Equal(200, model.TreeCount);
        Assert.All(losses, loss => Assert.InRange(loss, double.Epsilon, 1));
    }

    [Fact]
    public void Train_GivenOneRowThatIsNearlyAllTheWeight_BoostsToTheEnd()
    {
        const int Rows = 380;
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, Rows * 3).Select(_ => (float)random.NextDouble())];
        float[] targets = [.. Enumerable.Range(0, Rows).Select(_ => (float)random.Next(3))];
        float[] weights = [.. Enumerable.Range(0, Rows).Select(i => i == 0 ? 1e20f : 1e-18f)];
        using var matrix = FeatureMatrix.FromDense(values, Rows, 3, targets, weights);
        var losses = new List<double>();

        using var model = TreeTable.Fit(
            new AdaBoostClassifier { Estimators = 30, Variant = AdaBoostVariant.SammeReal }, matrix, ["a", "b", "c"], onMetric: m => losses.Add(m.Value));

        Assert.Equal(30, model.TreeCount);
        Assert.All(losses, loss => Assert.InRange(loss, double.Epsilon, 1));
    }
}
