using Slipway.Models;

namespace Slipway.Tests.Estimators;

public class EstimatorTests
{
    private static readonly MlpClassifier Small = new() { HiddenLayers = [16], Epochs = 15, BatchSize = 16, LearningRate = 0.01 };

    [Fact]
    public async Task FitAsync_GivenRealTable_LearnsIt()
    {
        using var folder = new TemporaryFolder();
        var (train, test) = SampleData.Wine.Split(0.7, seed: 1, stratified: true);

        using var model = await Estimator.For(Small).WithOutput(folder.Root).WithSeed(1).FitAsync(train, test, cancellationToken: TestContext.Current.CancellationToken);

        var report = await model.EvaluateAsync(test, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(report.Metrics["accuracy"] > 0.94, report.ToString());
    }

    [Fact]
    public async Task FitAsync_GivenAnyThreadCount_TrainsTheSameModel()
    {
        using var folder = new TemporaryFolder();
        var digests = new List<string>();
        foreach (var threads in new[] { 1, 2, 4 })
        {
            using var mlp = await Estimator.For(new MlpClassifier { HiddenLayers = [128], Epochs = 2, BatchSize = 256 })
                .WithOutput(folder.Root).WithSeed(3).WithMaxThreads(threads).FitAsync(SampleData.Digits, cancellationToken: TestContext.Current.CancellationToken);
            using var linear = await Estimator.For(new LinearClassifier { MaxIterations = 15 })
                .WithOutput(folder.Root).WithMaxThreads(threads).FitAsync(SampleData.Digits, cancellationToken: TestContext.Current.CancellationToken);
            digests.Add(mlp.Digest + linear.Digest);
        }

        Assert.Single(digests.Distinct());
    }

    [Fact]
    public async Task FitAsync_GivenAnotherSeed_TrainsAnotherModel()
    {
        using var folder = new TemporaryFolder();
        var estimator = Estimator.For(Small with { Epochs = 1 }).WithOutput(folder.Root);

        using var one = await estimator.WithSeed(1).FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);
        using var two = await estimator.WithSeed(2).FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);

        Assert.NotEqual(one.Digest, two.Digest);
    }

    [Fact]
    public async Task FitAsync_GivenSmallMemoryBudget_SpillsAndTrainsTheSameModel()
    {
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(0, 30_000).Select(i => new Point(i % 97, i % 89, i % 83, (i % 97) + (i % 89) > 93 ? "high" : "low")).ToList();
        var channel = DataChannel.From(rows).WithLabel("side");
        var estimator = Estimator.For(new LinearClassifier { MaxIterations = 5 }).WithOutput(folder.Root);

        using var inMemory = await estimator.FitAsync(channel, cancellationToken: TestContext.Current.CancellationToken);
        await using var job = await estimator.WithMemoryBudget(1024 * 1024).StartAsync(
            DataChannel.From(Enumerable.Repeat(rows, 8).SelectMany(r => r)).WithLabel("side"), cancellationToken: TestContext.Current.CancellationToken);
        using var spilled = await job.Completion;
        using var whole = await estimator.FitAsync(
            DataChannel.From(Enumerable.Repeat(rows, 8).SelectMany(r => r)).WithLabel("side"), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(whole.Digest, spilled.Digest);
        Assert.Contains("bytes spilled", await File.ReadAllTextAsync(Path.Combine(job.JobDirectory, "training.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain(", 0 bytes spilled", await File.ReadAllTextAsync(Path.Combine(job.JobDirectory, "training.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(job.JobDirectory, "spill")));
    }

    [Fact]
    public async Task FitAsync_GivenTwoBadHyperparameters_ReportsBothBeforeReading()
    {
        var estimator = Estimator.For(new MlpClassifier { LearningRate = double.NaN, Epochs = 0 });

        var error = await Assert.ThrowsAsync<HyperparameterException>(
            () => estimator.FitAsync(DataChannel.FromCsv("does-not-exist.csv").WithLabel("x"), cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(["LearningRate", "Epochs"], error.Problems.Select(p => p.Name).OrderDescending());
    }

    [Fact]
    public async Task FitAsync_GivenBadSettingsAndBadHyperparameters_ReportsAll()
    {
        var estimator = Estimator.For(new MlpClassifier { Dropout = 1 }).WithMaxThreads(0).WithMemoryBudget(5).WithJobName("not a name");

        var error = await Assert.ThrowsAsync<EstimatorException>(
            () => estimator.FitAsync(SampleData.Wine.WithoutLabel(), cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(4, error.Problems.Count);
        Assert.Equal("Dropout", Assert.Single(error.Hyperparameters).Name);
        Assert.Contains("WithLabel", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitAsync_GivenCancelledTokenMidway_EndsWithoutModel()
    {
        using var folder = new TemporaryFolder();
        using var cancel = new CancellationTokenSource();
        var estimator = Estimator.For(Small with { Epochs = 1_000_000 }).WithOutput(folder.Root).WithJobName("cancelled");
        var progress = new Forward(p =>
        {
            if (p.Epoch >= 2)
            {
                cancel.Cancel();
            }
        });

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => estimator.FitAsync(SampleData.Wine, progress: progress, cancellationToken: cancel.Token));

        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.False(File.Exists(folder.File("cancelled/output/model.tar.gz")));
        var job = await TrainingJob.AttachAsync(folder.File("cancelled"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(JobState.Cancelled, (await job.GetStatusAsync(TestContext.Current.CancellationToken)).State);
    }

    [Fact]
    public async Task StopAsync_GivenRunningJob_GivesTheBestModelSoFar()
    {
        using var folder = new TemporaryFolder();
        var (train, validation) = SampleData.Wine.Split(0.7, seed: 1);
        await using var job = await Estimator.For(Small with
        {
            Epochs = 1_000_000,
            EarlyStopping = new EarlyStopping { Metric = "validation:accuracy", Patience = 1_000_000 },
        }).WithOutput(folder.Root).StartAsync(train, validation, cancellationToken: TestContext.Current.CancellationToken);
        var best = 0.0;
        await foreach (var metric in job.Metrics)
        {
            best = metric.Name == "validation:accuracy" ? Math.Max(best, metric.Value) : best;
            if (metric.Epoch == 5)
            {
                await job.StopAsync(TestContext.Current.CancellationToken);
            }
        }

        using var model = await job.Completion;

        Assert.Equal(JobState.Stopped, (await job.GetStatusAsync(TestContext.Current.CancellationToken)).State);
        var report = await model.EvaluateAsync(validation, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(best, report.Metrics["accuracy"], 6);
    }

    [Fact]
    public async Task FitAsync_GivenMaxRuntime_StopsInTime()
    {
        using var folder = new TemporaryFolder();
        await using var job = await Estimator.For(Small with { Epochs = 1_000_000 }).WithOutput(folder.Root)
            .WithMaxRuntime(TimeSpan.FromMilliseconds(300)).StartAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);

        using var model = await job.Completion;

        var status = await job.GetStatusAsync(TestContext.Current.CancellationToken);
        Assert.Equal(JobState.Stopped, status.State);
        Assert.Contains("MaxRuntime", status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ContinueFrom_GivenModel_GoesOnFromItsWeights()
    {
        using var folder = new TemporaryFolder();
        var estimator = Estimator.For(Small with { Epochs = 12 }).WithOutput(folder.Root).WithSeed(1);
        using var first = await estimator.FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);
        var losses = new List<double>();
        await using var job = await estimator.ContinueFrom(first).StartAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);
        await foreach (var metric in job.Metrics)
        {
            losses.Add(metric.Value);
        }

        using var second = await job.Completion;

        var before = await first.EvaluateAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);
        var after = await second.EvaluateAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(losses[0] < 2 * before.Metrics["log_loss"] + 0.05, $"{losses[0]} after {before.Metrics["log_loss"]}");
        Assert.True(after.Metrics["log_loss"] < before.Metrics["log_loss"]);
        Assert.Equal(first.Digest, second.Lineage.ContinuedFrom);
    }

    [Fact]
    public async Task ContinueFrom_GivenRegressors_KeepsTheTargetsScale()
    {
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(0, 400).Select(i => new House(i % 20, i / 20, 100_000 + (5_000 * (i % 20)) + (700 * (i / 20)))).ToList();
        var channel = DataChannel.From(rows).WithLabel("price");
        var mlp = Estimator.For(new MlpRegressor { HiddenLayers = [16], Epochs = 40, LearningRate = 0.01 }).WithOutput(folder.Root);
        var linear = Estimator.For(new LinearRegressor { L2 = 0 }).WithOutput(folder.Root);

        using var first = await mlp.FitAsync(channel, cancellationToken: TestContext.Current.CancellationToken);
        using var second = await mlp.ContinueFrom(first).FitAsync(channel, cancellationToken: TestContext.Current.CancellationToken);
        using var line = await linear.FitAsync(channel, cancellationToken: TestContext.Current.CancellationToken);
        using var again = await linear.ContinueFrom(line).FitAsync(channel, cancellationToken: TestContext.Current.CancellationToken);

        var before = (await first.EvaluateAsync(channel, cancellationToken: TestContext.Current.CancellationToken)).Metrics["rmse"];
        var after = (await second.EvaluateAsync(channel, cancellationToken: TestContext.Current.CancellationToken)).Metrics["rmse"];
        Assert.True(before < 5_000, $"{before}");
        Assert.True(after < before, $"{after} after {before}");
        Assert.True((await line.EvaluateAsync(channel, cancellationToken: TestContext.Current.CancellationToken)).Metrics["rmse"] < 50);
        Assert.True((await again.EvaluateAsync(channel, cancellationToken: TestContext.Current.CancellationToken)).Metrics["rmse"] < 50);
    }

    [Fact]
    public async Task ContinueFrom_GivenModelOfAnotherAlgorithm_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var linear = await Estimator.For(new LinearClassifier()).WithOutput(folder.Root).FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<EstimatorException>(
            () => Estimator.For(Small).ContinueFrom(linear).FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("slipway.linear-classifier", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitAsync_GivenDivergence_NamesEpochAndRemedy()
    {
        using var folder = new TemporaryFolder();
        var channel = DataChannel.From(Enumerable.Range(0, 200).Select(i => new House(i, i * i, i * 3.0))).WithLabel("price");

        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => Estimator.For(new MlpRegressor
        {
            HiddenLayers = [16],
            LearningRate = 1e6,
            Optimizer = Optimizer.Sgd,
            Epochs = 50,
        }).WithOutput(folder.Root).FitAsync(channel, cancellationToken: TestContext.Current.CancellationToken));

        var diverged = Assert.IsType<TrainingDivergedException>(error.InnerException);
        Assert.True(diverged.Epoch >= 1);
        Assert.Contains("learning rate", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.LogTail);
    }

    [Fact]
    public async Task DryRunAsync_GivenRealTable_EstimatesAndLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        var before = Directory.GetFileSystemEntries(Path.GetTempPath(), "slipway-dry-run-*").Length;

        var report = await Estimator.For(Small).WithOutput(folder.Root).DryRunAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(178, report.Rows);
        Assert.Equal(13, report.Features);
        Assert.Equal(["class_0", "class_1", "class_2"], report.Classes);
        Assert.InRange(report.FirstLoss!.Value, 0.1, 3);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
        Assert.Equal(before, Directory.GetFileSystemEntries(Path.GetTempPath(), "slipway-dry-run-*").Length);
    }

    [Fact]
    public async Task FitAsync_GivenClassWeightsThatAreAllTen_ReportsTheLossOfWeightsThatAreOne()
    {
        using var folder = new TemporaryFolder();
        var losses = new List<double>();
        foreach (var weight in new[] { 1.0, 10.0 })
        {
            await using var job = await Estimator.For(Small with
            {
                Epochs = 1,
                ClassWeights = new Dictionary<string, double> { ["class_0"] = weight, ["class_1"] = weight, ["class_2"] = weight },
            }).WithOutput(folder.Root).StartAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);
            await foreach (var metric in job.Metrics)
            {
                losses.Add(metric.Value);
            }
        }

        Assert.Equal(losses[0], losses[1], 1e-4);
    }

    [Fact]
    public async Task DryRunAsync_GivenRowsSortedByLabel_SeesEveryClass()
    {
        var rows = Enumerable.Range(0, 9000).Select(i => new Point(i % 7, i % 5, i % 3, i < 4511 ? "first" : "second"));

        var report = await Estimator.For(Small).DryRunAsync(DataChannel.From(rows).WithLabel("side"), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(9000, report.Rows);
        Assert.Equal(["first", "second"], report.Classes);
    }

    [Fact]
    public async Task FitAsync_GivenValidationRowsOfWeightZero_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var train = DataChannel.From(Enumerable.Range(0, 60).Select(i => new Weighted(i % 7, 1, i % 2 == 0 ? "a" : "b"))).WithLabel("side").WithWeight("weight");
        var validation = DataChannel.From(Enumerable.Range(0, 9).Select(i => new Weighted(i % 7, 0, i % 2 == 0 ? "a" : "b"))).WithLabel("side").WithWeight("weight");

        var error = await Assert.ThrowsAsync<TrainingFailedException>(
            () => Estimator.For(Small).WithOutput(folder.Root).FitAsync(train, validation, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("weight", error.InnerException!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("learning rate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ContinueFrom_GivenDisposedModel_SaysSoAtStart()
    {
        using var folder = new TemporaryFolder();
        var estimator = Estimator.For(Small with { Epochs = 1 }).WithOutput(folder.Root);
        var model = await estimator.FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);
        model.Dispose();

        var error = await Assert.ThrowsAsync<EstimatorException>(
            () => estimator.ContinueFrom(model).FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("disposed", error.Message, StringComparison.Ordinal);
    }

    public sealed record Weighted(double A, double Weight, string Side);

    private sealed class Forward(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }

    public sealed record Point(double A, double B, double C, string Side);

    public sealed record House(double Size, double Rooms, double Price);
}
