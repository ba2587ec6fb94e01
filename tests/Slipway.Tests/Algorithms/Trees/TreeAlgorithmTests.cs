using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Algorithms.Trees;

/// <summary>What holds for every tree algorithm.</summary>
public class TreeAlgorithmTests
{
    public static TheoryData<string> Names => ["tree", "forest", "boost", "real-boost", "deep-boost", "regression-tree", "regression-forest"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Train_GivenAnyThreads_GivesTheSameModel(string name)
    {
        using var table = Table(name);
        using var one = table.Fit(Create(name), threads: 1);
        using var two = table.Fit(Create(name), threads: 2);
        using var seven = table.Fit(Create(name), threads: 7);

        Assert.Equal(one.Nodes, two.Nodes);
        Assert.Equal(one.Values, two.Values);
        Assert.Equal(one.Nodes, seven.Nodes);
        Assert.Equal(one.FeatureImportances, seven.FeatureImportances);
    }

    [Fact]
    public void Train_GivenManyRowsAndThreads_GivesTheSameModel()
    {
        // Enough work that histograms and scans are divided between threads.
        var random = new Random(3);
        float[] values = [.. Enumerable.Range(0, 6000 * 120).Select(_ => (float)random.NextDouble())];
        float[] targets = [.. Enumerable.Range(0, 6000).Select(i => (values[i * 120] + values[(i * 120) + 7]) > 1 ? 1f : 0f)];
        using var matrix = FeatureMatrix.FromDense(values, 6000, 120, targets);
        using var one = TreeTable.Fit(new DecisionTreeClassifier { MaxDepth = 5 }, matrix, ["a", "b"]);
        using var four = TreeTable.Fit(new DecisionTreeClassifier { MaxDepth = 5 }, matrix, ["a", "b"], threads: 4);

        Assert.Equal(one.Nodes, four.Nodes);
        Assert.Equal(one.Values, four.Values);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Train_GivenSparseRows_GivesTheModelOfDenseRows(string name)
    {
        // One-hot groups, which share columns, a dense column, and zeros of which some are stored.
        const int Rows = 300, Width = 12;
        var random = new Random(5);
        var values = new float[Rows * Width];
        var targets = new float[Rows];
        for (var i = 0; i < Rows; i++)
        {
            values[(i * Width) + random.Next(5)] = 1;
            values[(i * Width) + 5 + random.Next(5)] = 2;
            values[(i * Width) + 10] = random.Next(40) - 20;
            values[(i * Width) + 11] = random.Next(10) == 0 ? random.Next(1, 4) : 0;
            targets[i] = (values[i * Width] + values[(i * Width) + 7] + (values[(i * Width) + 10] > 3 ? 1 : 0)) > 1 ? 1 : 0;
        }

        var stored = Enumerable.Range(0, values.Length).Where(i => values[i] != 0 || i % 7 == 0).ToArray();
        using var dense = FeatureMatrix.FromDense(values, Rows, Width, targets);
        using var sparse = FeatureMatrix.FromSparse(
            [.. Enumerable.Range(0, Rows + 1).Select(r => stored.Count(i => i < r * Width))], [.. stored.Select(i => i % Width)],
            [.. stored.Select(i => values[i])], Width, targets);

        using var one = TreeTable.Fit(Create(name), dense, ["a", "b"]);
        using var two = TreeTable.Fit(Create(name), sparse, ["a", "b"]);
        var (first, second) = (new float[Rows * one.OutputWidth], new float[Rows * one.OutputWidth]);
        one.Score(dense.Chunk(0).Features, first);
        two.Score(sparse.Chunk(0).Features, second);

        Assert.Equal(one.Nodes, two.Nodes);
        Assert.Equal(first, second);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task FitAsync_GivenJob_SavesAndLoadsTheSameModel(string name)
    {
        using var folder = new TemporaryFolder();
        var channel = name.StartsWith("regression", StringComparison.Ordinal) ? DataChannel.FromCsv(SampleData.Path("wine.csv")).WithLabel("alcohol") : SampleData.Wine;
        var (train, validation) = channel.Split(0.8, seed: 1);
        var token = TestContext.Current.CancellationToken;

        using var model = await EstimatorFor(name, folder).FitAsync(train, validation, cancellationToken: token);
        var report = await model.EvaluateAsync(validation, cancellationToken: token);
        await model.SaveAsync(folder.File("saved"), cancellationToken: token);
        using var loaded = await TrainedModel.LoadAsync(folder.File("saved"), cancellationToken: token);
        var again = await loaded.EvaluateAsync(validation, cancellationToken: token);

        Assert.Equal(model.Digest, loaded.Digest);
        Assert.Equal(report.Metrics, again.Metrics);
        Assert.Equal(((TreeEnsembleModel)model.Model).FeatureImportances, ((TreeEnsembleModel)loaded.Model).FeatureImportances);
        Assert.Contains(model.Metrics, m => m.Name.StartsWith("validation:", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Train_GivenCancelledJob_Throws(string name)
    {
        using var table = Table(name);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var algorithm = Create(name);

        Assert.ThrowsAny<OperationCanceledException>(() => algorithm.Train(TrainingContext.Create(
            algorithm.Describe(), table.Train, classes: table.Classes, cancellationToken: cancelled.Token)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Train_GivenConstantFeaturesOrOneRow_GivesFiniteOutputs(string name)
    {
        string[] classes = Create(name).Describe().Task == LearningTask.Classification ? ["a", "b"] : [];
        using var constant = FeatureMatrix.FromDense([1, 0, 1, 0, 1, 0, 1, 0, 1, 0], 5, 2, [0, 1, 1, 0, 1]);
        using var single = FeatureMatrix.FromDense([3, 4], 1, 2, [1]);
        foreach (var matrix in new[] { constant, single })
        {
            using var model = TreeTable.Fit(Create(name), matrix, classes);
            var output = new float[2 * model.OutputWidth];
            model.Score(FeatureBlock.Dense([1, 0, float.NaN, float.PositiveInfinity], 2, 2), output);

            Assert.All(output, v => Assert.InRange(v, 0f, 1f));
            Assert.Equal(model.NodeCount, model.TreeCount);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Train_GivenOneClass_IsSureOfIt(string name)
    {
        if (Create(name).Describe().Task != LearningTask.Classification)
        {
            return;
        }

        using var matrix = FeatureMatrix.FromDense([1, 2, 3], 3, 1, [0, 0, 0]);
        using var model = TreeTable.Fit(Create(name), matrix, ["only"]);
        var output = new float[1];

        model.Score(FeatureBlock.Dense([2], 1, 1), output);

        Assert.Equal(1f, output[0]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Train_GivenNaNFeature_NamesRowAndFeature(string name)
    {
        using var matrix = FeatureMatrix.FromDense([1, 2, 3, float.NaN, 5, 6], 3, 2, [0, 1, 1]);

        var error = Assert.Throws<DataFormatException>(() => TreeTable.Fit(Create(name), matrix, ["a", "b"]));

        Assert.Contains("row 2", error.Message, StringComparison.Ordinal);
        Assert.Equal("feature 1", error.Column);
    }

    [Fact]
    public void Train_GivenNoRowsOrNoWeight_SaysWhatIsMissing()
    {
        using var empty = FeatureMatrix.FromDense([], 0, 2);
        using var weightless = FeatureMatrix.FromDense([1, 2], 2, 1, [0, 1], [0, 0]);

        Assert.Contains("targets", Assert.Throws<DataFormatException>(() => TreeTable.Fit(new DecisionTreeClassifier(), empty, ["a", "b"])).Message, StringComparison.Ordinal);
        Assert.Contains("weights", Assert.Throws<DataFormatException>(() => TreeTable.Fit(new DecisionTreeClassifier(), weightless, ["a", "b"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FindProblems_GivenBadHyperparameters_NamesEach()
    {
        var problems = new AdaBoostClassifier
        {
            Estimators = 0,
            LearningRate = double.NaN,
            MaxDepth = -1,
            MinSamplesLeaf = 0,
            MinSamplesSplit = 1,
            MaxLeaves = 1,
            MinImpurityDecrease = -0.1,
            ClassWeights = new Dictionary<string, double> { ["a"] = -1 },
        }.FindProblems();

        Assert.Equal(
            ["ClassWeights['a']", "Estimators", "LearningRate", "MaxDepth", "MaxLeaves", "MinImpurityDecrease", "MinSamplesLeaf", "MinSamplesSplit"],
            problems.Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WithHyperparameters_GivenOne_KeepsTheDefaultDepth()
    {
        var algorithm = (AdaBoostClassifier)new AdaBoostClassifier().WithHyperparameters(new() { ["estimators"] = 7 });

        Assert.Equal((7, 1), (algorithm.Estimators, algorithm.MaxDepth));
    }

    private static TreeTable Table(string name) =>
        name.StartsWith("regression", StringComparison.Ordinal) ? TreeTable.Regression() : TreeTable.Classification("breast_cancer.csv");

    private static TreeAlgorithm Create(string name) => name switch
    {
        "tree" => new DecisionTreeClassifier(),
        "forest" => new RandomForestClassifier { Trees = 10 },
        "boost" => new AdaBoostClassifier { Estimators = 10 },
        "real-boost" => new AdaBoostClassifier { Estimators = 10, Variant = AdaBoostVariant.SammeReal },
        "deep-boost" => new AdaBoostClassifier { Estimators = 10, MaxDepth = 3 },
        "regression-tree" => new DecisionTreeRegressor(),
        _ => new RandomForestRegressor { Trees = 10 },
    };

    private static Estimator<TreeAlgorithm> EstimatorFor(string name, TemporaryFolder folder) =>
        Estimator.For(Create(name)).WithOutput(folder.File("jobs")).WithSeed(1);
}
