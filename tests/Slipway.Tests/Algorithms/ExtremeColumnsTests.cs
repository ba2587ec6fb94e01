using System.Globalization;
using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Algorithms;

/// <summary>Columns that break naive arithmetic, through the whole estimator: no metric, no output of the model may become NaN or infinite.</summary>
public class ExtremeColumnsTests
{
    private const int Rows = 120;

    public static TheoryData<string> Learners => [.. LearnersByName.Keys];

    private static readonly Dictionary<string, Algorithm> LearnersByName = new()
    {
        ["tree"] = new DecisionTreeClassifier(),
        ["regression tree"] = new DecisionTreeRegressor(),
        ["forest"] = new RandomForestClassifier { Trees = 8 },
        ["regression forest"] = new RandomForestRegressor { Trees = 8 },
        ["boosted stumps"] = new AdaBoostClassifier { Estimators = 10 },
        ["boosted stumps, real"] = new AdaBoostClassifier { Estimators = 10, Variant = AdaBoostVariant.SammeReal },
        ["boosted trees"] = new AdaBoostClassifier { Estimators = 10, MaxDepth = 3 },
        ["k-means"] = new KMeans { K = 4 },
        ["k-means, mini-batches"] = new KMeans { K = 4, Method = KMeansMethod.MiniBatch, BatchSize = 32, MaxIterations = 10 },
        ["nearest neighbours"] = new KNearestNeighborsClassifier { K = 3 },
        ["nearest neighbours, cosine"] = new KNearestNeighborsClassifier { K = 3, Metric = NeighborMetric.Cosine },
        ["nearest neighbours, regression"] = new KNearestNeighborsRegressor { K = 3 },
        ["pca"] = new Pca { Components = 3 },
        ["pca, randomized"] = new Pca { Components = 3, Method = PcaMethod.Randomized },
        ["factorization machine"] = new FactorizationMachineClassifier { Epochs = 3 },
        ["factorization machine, regression"] = new FactorizationMachineRegressor { Epochs = 3 },
        ["random cut forest"] = new RandomCutForest { Trees = 10 },
    };

    /// <summary>Features as they are: what the learner itself makes of the values.</summary>
    [Theory]
    [MemberData(nameof(Learners))]
    public async Task FitAsync_GivenDenormalConstantZeroAndLargeColumns_GivesFiniteMetricsAndOutputs(string learner) =>
        await AssertFinite(learner, empty: false, huge: 1e4f, unscaled: true);

    /// <summary>Columns up to the largest float, and one without any value: what a user's file may hold, with the default features.</summary>
    [Theory]
    [MemberData(nameof(Learners))]
    public async Task FitAsync_GivenHugeAndEmptyColumns_GivesFiniteMetricsAndOutputs(string learner) =>
        await AssertFinite(learner, empty: true, huge: float.MaxValue, unscaled: false);

    private static async Task AssertFinite(string learner, bool empty, float huge, bool unscaled)
    {
        // given
        var algorithm = LearnersByName[learner];
        using var folder = new TemporaryFolder();
        var regression = algorithm.Describe().Task == LearningTask.Regression;
        var path = folder.File("extreme.csv");
        File.WriteAllLines(path, Lines(empty, huge, regression));
        var channel = algorithm.Describe().Task is LearningTask.Classification or LearningTask.Regression
            ? DataChannel.FromCsv(path).WithLabel("label")
            : DataChannel.FromCsv(path).WithoutColumns("label");

        // when
        var estimator = Estimator.For(algorithm).WithOutput(folder.File("models"));
        using var model = await (unscaled ? estimator.WithFeatures(Unscaled) : estimator)
            .FitAsync(channel, cancellationToken: TestContext.Current.CancellationToken);
        var report = await model.EvaluateAsync(channel, cancellationToken: TestContext.Current.CancellationToken);
        using var predictor = model.CreateVectorPredictor();
        var outputs = new float[predictor.OutputWidth];
        predictor.Predict(new float[predictor.InputWidth], outputs);

        // then
        Assert.All(model.Metrics, m => Assert.True(double.IsFinite(m.Value), $"{m.Name} is {m.Value}"));
        Assert.All(report.Metrics, m => Assert.True(double.IsFinite(m.Value), $"{m.Key} is {m.Value}"));
        Assert.All(outputs, o => Assert.True(float.IsFinite(o), $"an output is {o}"));
    }

    private static FeaturePipeline Unscaled =>
        new[] { "normal", "constant", "zero", "denormal", "large" }.Aggregate(FeaturePipeline.Auto, (p, c) => p.With(c, FeatureStep.PassThrough()));

    /// <summary>A normal column, which decides the label, and one of each extreme kind.</summary>
    private static IEnumerable<string> Lines(bool empty, float huge, bool regression)
    {
        yield return "normal,constant,zero,denormal,large," + (empty ? "empty," : "") + "label";
        var random = new Random(5);
        for (var i = 0; i < Rows; i++)
        {
            var normal = (float)((2 * random.NextDouble()) - 1);
            var denormal = float.Epsilon * random.Next(1000);
            var large = (float)((2 * random.NextDouble()) - 1) * huge;
            var label = regression ? FormattableString.Invariant($"{normal * 3:R}") : normal > 0.1 ? "yes" : "no";
            yield return string.Create(CultureInfo.InvariantCulture, $"{normal:R},7,0,{denormal:R},{large:R},{(empty ? "," : "")}{label}");
        }
    }
}
