using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Algorithms;

/// <summary>
/// Against scikit-learn 1.2.1: KMeans(k, init=the rows named, n_init=1, tol=0, algorithm="lloyd") on the same standardised tables.
/// </summary>
public class KMeansTests
{
    [Theory]
    [InlineData("wine.csv", new[] { 0, 60, 140 }, 300, 1277.9284888446423)]
    [InlineData("wine.csv", new[] { 0, 60, 140 }, 3, 1286.1449176503827)]
    [InlineData("breast_cancer.csv", new[] { 0, 20 }, 300, 11595.683312822135)]
    [InlineData("breast_cancer.csv", new[] { 0, 20, 50, 100, 200 }, 300, 8757.377801320892)]
    [InlineData("breast_cancer.csv", new[] { 0, 20, 50, 100, 200 }, 3, 9161.225593142244)]
    public void Train_GivenStartCenters_FollowsScikitLearn(string file, int[] start, int iterations, double inertia)
    {
        var table = StandardisedTable.Read(file);
        foreach (var sparse in new[] { false, true })
        {
            using var matrix = table.Classification(sparse);

            var (model, metrics) = LearnerRuns.Train(Given(table, start) with { MaxIterations = iterations }, matrix, validation: matrix);

            Assert.Equal(inertia, metrics["train:ssd"], 1e-6 * inertia);
            Assert.Equal(inertia / table.Rows.Length, metrics["train:msd"], 1e-6 * inertia);
            Assert.Equal(inertia, metrics["test:ssd"], 1e-6 * inertia);
            Assert.All(LearnerRuns.Score(model, matrix), cluster => Assert.InRange(cluster, 0, start.Length - 1));
        }
    }

    [Fact]
    public void Score_GivenTrainedCenters_GivesScikitLearnsClusterSizes()
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = table.Classification();

        var (model, _) = LearnerRuns.Train(Given(table, [0, 20, 50, 100, 200]), matrix);

        Assert.Equal([46, 108, 257, 84, 74], LearnerRuns.Score(model,
            matrix).CountBy(c => (int)c).OrderBy(p => p.Key).Select(p => p.Value));
    }

    [Theory]
    [InlineData("wine.csv", new[] { 0, 60, 140 }, 2571.168167654534)]
    [InlineData("breast_cancer.csv", new[] { 0, 20, 50, 100, 200 }, 17574.97019115174)]
    public void Train_GivenWeights_FollowsScikitLearnsSampleWeight(string file, int[] start, double inertia)
    {
        var table = StandardisedTable.Read(file);
        using var matrix = Matrix(table.Rows, [.. Enumerable.Range(0, table.Rows.Length).Select(i => 1f + (i % 3))]);

        var (_, metrics) = LearnerRuns.Train(Given(table, start), matrix);

        Assert.Equal(inertia, metrics["train:ssd"], 1e-6 * inertia);
    }

    [Fact]
    public void Train_GivenRestarts_KeepsTheBest()
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = table.Classification();

        var single = Enumerable.Range(0, 3).Select(seed => Ssd(new KMeans { K = 10, Initialization = KMeansInitialization.Random },
            (ulong)seed)).ToArray();
        var several = Ssd(new KMeans { K = 10, Initialization = KMeansInitialization.Random, Restarts = 12 }, 0);
        var spread = Ssd(new KMeans { K = 10 }, 0);

        Assert.True(several <= single[0], $"{several} after {single[0]}: the first start is the same");
        Assert.True(single.Distinct().Count() > 1, "seeds make no difference");
        Assert.InRange(spread, 0, 1.1 * several);

        double Ssd(KMeans algorithm, ulong seed) => LearnerRuns.Train(algorithm, matrix, seed: seed).Metrics["train:ssd"];
    }

    [Theory]
    [InlineData(KMeansMethod.Lloyd, false)]
    [InlineData(KMeansMethod.Lloyd, true)]
    [InlineData(KMeansMethod.MiniBatch, false)]
    public void Train_GivenOtherThreads_MakesTheSameModel(KMeansMethod method, bool sparse)
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = table.Classification(sparse);
        var algorithm = new KMeans { K = 6, Method = method, Restarts = 2, BatchSize = 64, MaxIterations = 20 };

        var one = LearnerRuns.Bytes(LearnerRuns.Train(algorithm, matrix, threads: 1).Model);
        var four = LearnerRuns.Bytes(LearnerRuns.Train(algorithm, matrix, threads: 4).Model);

        Assert.Equal(one, four);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Train_GivenMiniBatches_ComesNearLloyd(bool sparse)
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Classification(sparse);

        var (_, metrics) = LearnerRuns.Train(
            Given(table, [0, 60, 140]) with { Method = KMeansMethod.MiniBatch, BatchSize = 32, MaxIterations = 100 }, matrix);

        Assert.InRange(metrics["train:ssd"], 1277.92, 1300);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(31)]
    public void Train_GivenCancellation_ResumesToTheSameModel(int metricsBeforeCancel)
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = table.Classification();
        var algorithm = new KMeans { K = 8, Restarts = 3, Tolerance = 0 };

        var resumed = LearnerRuns.TrainInTwoParts(algorithm, matrix, (2 * metricsBeforeCancel) + 2);

        Assert.Equal(LearnerRuns.Bytes(LearnerRuns.Train(algorithm, matrix, seed: 3).Model), resumed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    public void Train_GivenCancelledMiniBatches_ResumesToTheSameModel(int passes)
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = table.Classification();
        var algorithm = new KMeans { K = 8, Method = KMeansMethod.MiniBatch, BatchSize = 64, MaxIterations = 5, Restarts = 3, Tolerance = 0 };

        var resumed = LearnerRuns.TrainInTwoParts(algorithm, matrix, (2 * passes) + 3);

        Assert.Equal(LearnerRuns.Bytes(LearnerRuns.Train(algorithm, matrix, seed: 3).Model), resumed);
    }

    [Theory]
    [InlineData(KMeansMethod.Lloyd, 1e-2)]
    [InlineData(KMeansMethod.MiniBatch, 1e-2)]
    public void Train_GivenCancellationInTheIterationThatConverges_ResumesToTheSameModel(KMeansMethod method, double tolerance)
    {
        // given a start that ends by its tolerance, in iteration n
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = table.Classification();
        var algorithm = new KMeans { K = 8, Method = method, BatchSize = 64, Tolerance = tolerance };
        var iterations = 0;
        using var undisturbed = algorithm.Train(TrainingContext.Create(
            algorithm.Describe(), matrix, seed: 3, onMetric: m => iterations = Math.Max(iterations, m.Epoch),
            cancellationToken: TestContext.Current.CancellationToken));
        Assert.InRange(iterations, 2, 299);

        // when it is cancelled right after that iteration
        var resumed = LearnerRuns.TrainInTwoParts(algorithm, matrix, 2 * iterations);

        // then it does not go on past n
        Assert.Equal(LearnerRuns.Bytes(undisturbed), resumed);
    }

    [Fact]
    public void Train_GivenFarAwayTightClusters_DoesNotLoseThem()
    {
        // Spread 1e-3 around centres 0.1 apart, a thousand away from the origin.
        var random = new Random(1);
        double[][] rows = [.. Enumerable.Range(0, 600).Select(i => Enumerable.Range(0, 4)
            .Select(j => 1000 + (j == i % 3 ? 0.1 : 0) + (1e-3 * (random.NextDouble() - 0.5))).ToArray())];
        using var matrix = Matrix(rows);

        var (model, metrics) = LearnerRuns.Train(new KMeans { K = 3 }, matrix);

        var clusters = LearnerRuns.Score(model, matrix);
        Assert.All(Enumerable.Range(3, 597), i => Assert.Equal(clusters[i % 3], clusters[i]));
        Assert.Equal(3, clusters.Distinct().Count());
        Assert.InRange(metrics["train:msd"], 1e-8, 1e-6);
    }

    [Fact]
    public void Train_GivenFewerDistinctRowsThanClusters_StillEnds()
    {
        using var matrix = Matrix([.. Enumerable.Range(0, 20).Select(i => new double[] { i % 2, 5 })]);

        var (_, metrics) = LearnerRuns.Train(new KMeans { K = 4 }, matrix);

        Assert.Equal(0, metrics["train:ssd"]);
    }

    [Fact]
    public void Train_GivenAClusterThatEmpties_MovesItToTheFarthestRow()
    {
        using var matrix = Matrix([[0], [1], [2], [100]]);

        var (_, metrics) = LearnerRuns.Train(new KMeans { K = 2, StartCenters = [[0], [1000]] }, matrix);

        Assert.Equal(2, metrics["train:ssd"], 1e-6); // {0, 1, 2} and {100}
    }

    [Fact]
    public void Train_GivenCancellationAfterAClusterEmptied_ResumesToTheSameModel()
    {
        // given two start centres that no row is nearest to, so that rows are moved to them by hand
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = table.Classification();
        var algorithm = Given(table, [0, 20, 50, 100, 200]);
        double[] far = [.. Enumerable.Repeat(1e3, table.Rows[0].Length)];
        algorithm = algorithm with { K = 7, StartCenters = [.. algorithm.StartCenters!, far, far] };

        // when the run is cancelled after the first iteration
        var resumed = LearnerRuns.TrainInTwoParts(algorithm, matrix, 2);

        // then the counts of the clusters are those of an undisturbed run, and none is empty
        var (model, _) = LearnerRuns.Train(algorithm, matrix, seed: 3);
        Assert.Equal(LearnerRuns.Bytes(model), resumed);
        Assert.Equal(7, LearnerRuns.Score(model, matrix).Distinct().Count());
    }

    [Fact]
    public void Train_GivenOneRowAndOneCluster_IsThatRow()
    {
        using var matrix = Matrix([[3, -4]]);

        var (model, metrics) = LearnerRuns.Train(new KMeans { K = 1 }, matrix);

        Assert.Equal(0, metrics["train:ssd"]);
        Assert.Equal([0f], LearnerRuns.Score(model, matrix));
    }

    [Fact]
    public void Train_GivenMoreClustersThanRowsWithAWeight_SaysHowManyThereAre()
    {
        using var matrix = Matrix([[1], [2], [3]], [1, 0, 1]);

        var error = Assert.Throws<HyperparameterException>(() => LearnerRuns.Train(new KMeans { K = 3 }, matrix));

        Assert.Contains("at most 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FindProblems_GivenUnusableStartCenters_NamesThem()
    {
        var problems = new KMeans { K = 3, StartCenters = [[1, 2], [double.NaN, 1]] }.FindProblems();

        Assert.Equal(["StartCenters", "StartCenters[1]"], problems.Select(p => p.Name));
        using var matrix = Matrix([[1], [2], [3]]);
        var error = Assert.Throws<HyperparameterException>(() => LearnerRuns.Train(new KMeans { K = 1, StartCenters = [[1, 2]] }, matrix));
        Assert.Contains("1 values, the number of features", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadModel_GivenItsOwnParts_ScoresTheSame()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Classification();
        var algorithm = new KMeans { K = 3 };
        var (model, _) = LearnerRuns.Train(algorithm, matrix);

        Assert.Equal(LearnerRuns.Score(model, matrix), LearnerRuns.Score(LearnerRuns.Reload(algorithm, model), matrix));
    }

    [Fact]
    public void LoadModel_GivenOtherShapes_RefusesThem()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Classification();
        var algorithm = new KMeans { K = 3 };
        var (model, _) = LearnerRuns.Train(algorithm, matrix);

        Assert.Throws<ArtifactException>(() => LearnerRuns.Reload(algorithm with { K = 4 }, model));
        Assert.Throws<ArtifactException>(() => LearnerRuns.Reload(algorithm, model, features: 12));
        Assert.Throws<ArtifactException>(() => LearnerRuns.Reload(
            algorithm, model, tamper: t => t.Name == "offset" ? new Tensor(t.Name, [12], new float[12]) : t));
        Assert.Throws<ArtifactException>(() => LearnerRuns.Reload(
            algorithm, model, tamper: t => t.Name == "centers" ? new Tensor(t.Name, t.Shape, new double[39]) : t));
    }

    [Fact]
    public async Task FitAsync_GivenNoLabel_TrainsEvaluatesAndPredicts()
    {
        using var folder = new TemporaryFolder();
        using var model = await Estimator.For(new KMeans { K = 3, Restarts = 5 }).WithOutput(folder.File("models"))
            .FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);

        var report = await model.EvaluateAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);
        using var predictor = model.CreatePredictor<Dictionary<string, object>, int>();

        Assert.Equal(178, report.Rows);
        // silhouette_score of scikit-learn's clusters with this inertia: 0.2848589191898987
        Assert.Equal(0.2848589191898987, report.Metrics["silhouette"], 1e-3);
        Assert.Equal(1277.9284888446423, report.Metrics["ssd"], 0.1);
        Assert.Equal(report.Metrics["ssd"] / 178, report.Metrics["msd"], 1e-9);
        Assert.Equal(MetricDirection.Minimize, EvaluationReport.DirectionOf("msd"));
        var columns = File.ReadLines(SampleData.Path("wine.csv")).Take(2).Select(l => l.Split(',')).ToArray();
        var row = columns[0].Zip(columns[1]).SkipLast(1).ToDictionary(p => p.First, p => (object)p.Second);
        Assert.InRange(predictor.Predict(row), 0, 2);
    }

    [Fact]
    public void Train_GivenAModelToGoOnFrom_StartsThere()
    {
        var table = StandardisedTable.Read("breast_cancer.csv");
        using var matrix = table.Classification();
        var (first, _) = LearnerRuns.Train(Given(table, [0, 20, 50, 100, 200]), matrix);
        var context = new TrainingContext(new KMeans().Describe(), matrix, new TrainingRunServices()) { InitialModel = first };

        using var second = new KMeans { K = 5, MaxIterations = 1 }.Train(context);

        Assert.Equal(LearnerRuns.Score(first, matrix), LearnerRuns.Score((VectorModel)second, matrix));
        Assert.Throws<HyperparameterException>(() => new KMeans { K = 4 }.Train(context));
    }

    private static KMeans Given(StandardisedTable table, int[] start) =>
        new() { K = start.Length, StartCenters = [.. start.Select(i => table.Rows[i])], Tolerance = 0 };

    private static FeatureMatrix Matrix(double[][] rows, float[]? weights = null) => FeatureMatrix.FromDense(
        [.. rows.SelectMany(r => r.Select(v => (float)v))], rows.Length, rows[0].Length, default, weights);
}
