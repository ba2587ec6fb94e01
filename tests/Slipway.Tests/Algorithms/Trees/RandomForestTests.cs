using Slipway.Features;

namespace Slipway.Tests.Algorithms.Trees;

/// <summary>Ranges are those of scikit-learn 1.2.1's forests of 100 trees over five seeds, on the same rows.</summary>
public class RandomForestTests
{
    [Theory]
    [InlineData("breast_cancer.csv", 0.945, 0.96)]
    [InlineData("wine.csv", 0.948, 0.98)]
    public void Train_GivenShippedTables_IsAsGoodAsScikitLearn(string file, double outOfBag, double test)
    {
        using var table = TreeTable.Classification(file);
        var metrics = new List<TrainingMetric>();

        using var model = table.Fit(new RandomForestClassifier(), validation: table.Test, onMetric: metrics.Add);

        Assert.Equal(100, model.TreeCount);
        Assert.InRange(metrics.Single(m => m.Name == "train:oob_accuracy").Value, outOfBag - 0.01, 1);
        Assert.InRange(metrics.Single(m => m.Name == "validation:accuracy").Value, test - 0.011, 1);
    }

    [Fact]
    public void Train_GivenRegression_BeatsOneTreeAndReportsR2()
    {
        using var table = TreeTable.Regression();
        var metrics = new List<TrainingMetric>();
        using var tree = table.Fit(new DecisionTreeRegressor());

        using var forest = table.Fit(new RandomForestRegressor(), onMetric: metrics.Add);

        Assert.InRange(metrics.Single(m => m.Name == "train:oob_r2").Value, 0.3, 0.9);
        Assert.True(TreeTable.Metric(forest, table.Test, "loss") < 0.8 * TreeTable.Metric(tree, table.Test, "loss"));
    }

    [Fact]
    public void Train_GivenNoBootstrapAndAllFeatures_IsTheDecisionTreeManyTimes()
    {
        using var table = TreeTable.Classification("wine.csv");
        using var tree = table.Fit(new DecisionTreeClassifier { MaxDepth = 3 });

        using var forest = table.Fit(new RandomForestClassifier { Trees = 3, Bootstrap = false, MaxFeatures = FeatureSampling.All, MaxDepth = 3 });

        Assert.Equal([.. tree.Nodes.ToArray().Select(n => (n.Feature, n.Threshold))], forest.Nodes[..tree.NodeCount].ToArray().Select(n => (n.Feature, n.Threshold)));
        Assert.Equal(3 * tree.NodeCount, forest.NodeCount);
    }

    [Fact]
    public void Train_GivenAnotherSeed_GrowsOtherTrees()
    {
        using var table = TreeTable.Classification("wine.csv");
        using var one = table.Fit(new RandomForestClassifier { Trees = 5 }, seed: 1);
        using var two = table.Fit(new RandomForestClassifier { Trees = 5 }, seed: 2);

        Assert.False(one.Nodes.SequenceEqual(two.Nodes));
    }

    [Fact]
    public void FeatureImportances_GivenOneUsefulFeature_FindsIt()
    {
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, 500 * 4).Select(_ => (float)random.NextDouble())];
        float[] targets = [.. Enumerable.Range(0, 500).Select(i => values[(i * 4) + 2] > 0.4f ? 1f : 0f)];
        using var matrix = FeatureMatrix.FromDense(values, 500, 4, targets);

        using var model = TreeTable.Fit(new RandomForestClassifier { Trees = 20 }, matrix, ["a", "b"]);

        Assert.Equal(1, model.FeatureImportances.Sum(), 1e-9);
        Assert.True(model.FeatureImportances[2] > 0.6, string.Join(", ", model.FeatureImportances));
    }
}
