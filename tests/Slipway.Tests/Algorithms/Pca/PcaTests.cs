using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Algorithms;

/// <summary>Against scikit-learn 1.2.1's PCA(3) on the same standardised tables; signs are Slipway's own.</summary>
public class PcaTests
{
    private static readonly double[] WineVariances = [4.732436977583588, 2.5110809296451286, 1.4542418678464601];
    private static readonly double[] CancerVariances = [13.304990794374548, 5.70137460372605, 2.8229101549841302];

    [Theory]
    [InlineData("wine.csv", PcaMethod.Exact, false)]
    [InlineData("wine.csv", PcaMethod.Exact, true)]
    [InlineData("wine.csv", PcaMethod.Randomized, false)]
    [InlineData("breast_cancer.csv", PcaMethod.Exact, false)]
    [InlineData("breast_cancer.csv", PcaMethod.Randomized, false)]
    [InlineData("breast_cancer.csv", PcaMethod.Randomized, true)]
    public void Train_GivenATable_FindsScikitLearnsVariances(string file, PcaMethod method, bool sparse)
    {
        var table = StandardisedTable.Read(file);
        using var matrix = table.Classification(sparse);

        var (model, metrics) = LearnerRuns.Train(new Pca { Components = 3, Method = method, PowerIterations = 30 }, matrix, matrix);

        var pca = (PcaModel)model;
        var expected = file == "wine.csv" ? WineVariances : CancerVariances;
        Assert.All(expected.Zip(pca.ExplainedVariance.ToArray()), p => Assert.Equal(p.First, p.Second, 2e-6 * p.First));
        var total = (double)table.Width * table.Rows.Length / (table.Rows.Length - 1);
        Assert.Equal(expected.Sum() / total, metrics["train:explained_variance_ratio"], 1e-6);
        Assert.Equal(expected.Sum() / total, metrics["validation:explained_variance_ratio"], 1e-5);
    }

    [Fact]
    public void Train_GivenWine_FindsScikitLearnsDirections()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Classification();

        var pca = (PcaModel)LearnerRuns.Train(new Pca { Components = 3 }, matrix).Model;

        double[] first =
        [
            0.14432939540601117, -0.24518758025722043, -0.002051061444370998, -0.23932040548753494, 0.1419920419529872, 0.3946608450666302,
            0.42293429671005917, -0.2985331029547152, 0.3134294883076887, -0.08861670472472255, 0.296714563586381, 0.37616741073871257,
                0.28675222689680535,
        ];
        Assert.All(first.Index(), p => Assert.Equal(p.Item, pca.Components[p.Index], 1e-5));
        double[] third = [-0.2073826241163568, 0.08901288565965737, 0.6262239008693473, 0.6120803499457821, 0.13075693485027806];
        Assert.All(third.Index(), p => Assert.Equal(p.Item, pca.Components[(2 * 13) + p.Index], 1e-5));
    }

    [Theory]
    [InlineData(false, new[] { 3.316750812214777, -1.4434626343180093, -0.1657390446144193 })]
    [InlineData(true, new[] { 1.5246509355856073, -0.910909415741445, -0.1374378995073587 })]
    public void Score_GivenWine_ProjectsLikeScikitLearn(bool whiten, double[] first)
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Classification();
        using var sparse = table.Classification(sparse: true);

        var (model, _) = LearnerRuns.Train(new Pca { Components = 3, Whiten = whiten }, matrix);

        var projected = LearnerRuns.Score(model, matrix);
        Assert.Equal(Math.Abs(first[0]), Math.Abs(projected[0]), 1e-5);
        Assert.Equal(Math.Abs(first[1]), Math.Abs(projected[1]), 1e-5);
        Assert.Equal(Math.Abs(first[2]), Math.Abs(projected[2]), 1e-5);
        Assert.All(projected.Zip(LearnerRuns.Score(model, sparse)), p => Assert.Equal(p.First, p.Second, 1e-5f));
    }

    [Fact]
    public void Train_GivenAllComponents_KeepsOrthonormalDirectionsAndAllVariance()
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = table.Classification();

        var (model, metrics) = LearnerRuns.Train(new Pca(), matrix);

        var components = ((PcaModel)model).Components.ToArray();
        Assert.Equal(1, metrics["train:explained_variance_ratio"], 1e-6);
        for (var i = 0; i < 30; i++)
        {
            var row = components[(i * 30)..((i + 1) * 30)];
            Assert.Equal(row.Max(), row.Max(MathF.Abs));
            for (var j = 0; j <= i; j++)
            {
                Assert.Equal(i == j ? 1 : 0, row.Zip(components[(j * 30)..((j + 1) * 30)], (a, b) => (double)a * b).Sum(), 1e-6);
            }
        }
    }

    [Fact]
    public void Decompose_GivenSymmetricMatrices_SatisfiesTheDefinition()
    {
        foreach (var n in new[] { 1, 2, 3, 10, 61 })
        {
            var random = new Random(n);
            var matrix = new double[n * n];
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    // Whole blocks of zeros, and equal eigenvalues.
                    matrix[(i * n) + j] = matrix[(j * n) + i] = i % 5 == 4 ? (i == j ? 2 : 0) : j % 5 == 4 ? 0 : random.NextDouble() - 0.5;
                }
            }

            var vectors = (double[])matrix.Clone();
            var values = SymmetricEigen.Decompose(vectors, n, TestContext.Current.CancellationToken);

            Assert.Equal(values.OrderDescending(), values);
            for (var e = 0; e < n; e++)
            {
                for (var i = 0; i < n; i++)
                {
                    var product = Enumerable.Range(0, n).Sum(j => matrix[(i * n) + j] * vectors[(e * n) + j]);
                    Assert.Equal(values[e] * vectors[(e * n) + i], product, 1e-12);
                }

                Assert.Equal(1, Enumerable.Range(0, n).Sum(j => vectors[(e * n) + j] * vectors[(e * n) + j]), 1e-12);
            }
        }
    }

    [Fact]
    public void Train_GivenWeights_CountsRowsAsOftenAsTheirWeightSays()
    {
        float[] rows = [1, 2, 4, -1, 0, 3, 7, 1];
        using var weighted = FeatureMatrix.FromDense(rows, 4, 2, default, [2, 0, 1, 3]);
        using var repeated = FeatureMatrix.FromDense([1, 2, 1, 2, 0, 3, 7, 1, 7, 1, 7, 1], 6, 2);

        var one = (PcaModel)LearnerRuns.Train(new Pca(), weighted).Model;
        var two = (PcaModel)LearnerRuns.Train(new Pca(), repeated).Model;

        Assert.Equal(two.ExplainedVariance[0], one.ExplainedVariance[0], 1e-5);
        Assert.Equal(two.Components[0], one.Components[0], 1e-6f);
        Assert.Equal(two.Mean.ToArray(), one.Mean.ToArray());
    }

    [Theory]
    [InlineData(PcaMethod.Exact)]
    [InlineData(PcaMethod.Randomized)]
    public void Train_GivenConstantColumnsOrOneRow_HasNoNaN(PcaMethod method)
    {
        using var constant = FeatureMatrix.FromDense([5, 1, 5, 2, 5, 4], 3, 2);
        using var single = FeatureMatrix.FromDense([5, 1], 1, 2);

        var (model, metrics) = LearnerRuns.Train(new Pca { Method = method, Whiten = true }, constant);
        Assert.Equal(1, metrics["train:explained_variance_ratio"], 1e-6);
        Assert.All(LearnerRuns.Score(model, constant), v => Assert.True(float.IsFinite(v)));

        var (one, none) = LearnerRuns.Train(new Pca { Method = method, Whiten = true }, single);
        Assert.Equal(0, none["train:explained_variance_ratio"]);
        Assert.Equal([0f], LearnerRuns.Score(one, single));
    }

    [Fact]
    public void Train_GivenNoMeanToSubtract_MeasuresFromTheOrigin()
    {
        using var matrix = FeatureMatrix.FromDense([3, 4, 3, 4, 3, 4], 3, 2);

        var pca = (PcaModel)LearnerRuns.Train(new Pca { Components = 1, SubtractMean = false }, matrix).Model;

        Assert.Equal(0.6f, pca.Components[0], 1e-6f);
        Assert.Equal(0.8f, pca.Components[1], 1e-6f);
        Assert.Equal(37.5, pca.ExplainedVariance[0], 1e-4);
    }

    [Theory]
    [InlineData(PcaMethod.Exact)]
    [InlineData(PcaMethod.Randomized)]
    public void Train_GivenOtherThreads_MakesTheSameModel(PcaMethod method)
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = table.Classification();
        var algorithm = new Pca { Components = 5, Method = method };

        Assert.Equal(
            LearnerRuns.Bytes(LearnerRuns.Train(algorithm, matrix, threads: 1).Model), LearnerRuns.Bytes(LearnerRuns.Train(algorithm,
            matrix, threads: 4).Model));
    }

    [Fact]
    public void Train_GivenTooManyComponents_SaysHowManyThereCanBe()
    {
        using var matrix = FeatureMatrix.FromDense([5, 1, 5, 2], 2, 2);

        var error = Assert.Throws<HyperparameterException>(() => LearnerRuns.Train(new Pca { Components = 3 }, matrix));

        Assert.Contains("at most 2", error.Message, StringComparison.Ordinal);
        Assert.Equal("Components", Assert.Single(new Pca { Components = 0 }.FindProblems()).Name);
    }

    [Fact]
    public void Train_GivenACancelledJob_Stops()
    {
        using var matrix = FeatureMatrix.FromDense([5, 1, 5, 2], 2, 2);
        var algorithm = new Pca();

        Assert.Throws<OperationCanceledException>(() => algorithm.Train(
            TrainingContext.Create(algorithm.Describe(), matrix, cancellationToken: new CancellationToken(canceled: true))));
    }

    [Fact]
    public void LoadModel_GivenItsPartsOrHostileOnes_ScoresTheSameOrRefuses()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Classification();
        var algorithm = new Pca { Components = 3, Whiten = true };
        var (model, _) = LearnerRuns.Train(algorithm, matrix);

        Assert.Equal(LearnerRuns.Score(model, matrix), LearnerRuns.Score(LearnerRuns.Reload(algorithm, model), matrix));
        Assert.Throws<ArtifactException>(() => LearnerRuns.Reload(algorithm, model, features: 12));
        Assert.Throws<ArtifactException>(() => Reload("components", new Tensor("components", [2, 13], new float[26])));
        Assert.Throws<FormatException>(() => Reload("explained_variance", new Tensor("explained_variance", [0], Array.Empty<double>())));
        Assert.Throws<FormatException>(() => Reload("explained_variance", new Tensor("explained_variance", [3, 1], new double[3])));

        void Reload(string name, Tensor other) => LearnerRuns.Reload(algorithm, model, tamper: t => t.Name == name ? other : t);
    }

    [Fact]
    public async Task FitAsync_GivenNoLabel_TrainsEvaluatesAndProjects()
    {
        using var folder = new TemporaryFolder();
        using var model = await Estimator.For(new Pca { Components = 2 }).WithOutput(folder.File("models"))
            .FitAsync(SampleData.BreastCancer, cancellationToken: TestContext.Current.CancellationToken);

        var report = await model.EvaluateAsync(SampleData.BreastCancer, cancellationToken: TestContext.Current.CancellationToken);
        using var predictor = model.CreatePredictor<float[], float[]>();

        Assert.Equal(0.4427202560752632 + 0.18971182044032783, report.Metrics["explained_variance_ratio"], 1e-4);
        Assert.Equal(2, predictor.Predict(new float[30]).Length);
        var error = Assert.Throws<ArgumentException>(() => model.CreatePredictor<float[], int>());
        Assert.Contains("maps rows to other features", error.Message, StringComparison.Ordinal);
    }
}
