using System.Text.Json.Nodes;

namespace Slipway.Tests.Jobs;

public class JobDirectoryTests
{
    private static readonly LinearClassifier Algorithm = new() { MaxIterations = 5 };

    [Fact]
    public async Task FitAsync_GivenOutput_WritesSageMakersLayout()
    {
        using var folder = new TemporaryFolder();
        using var model = await Estimator.For(Algorithm).WithOutput(folder.Root).WithJobName("wine").WithTag("team", "cellar")
            .FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);

        foreach (var file in new[]
                 {
                     "input/config/hyperparameters.json", "input/config/inputdataconfig.json", "input/config/resourceconfig.json",
                     "input/config/checkpointconfig.json", "job.json", "status.json", "training.log", "metrics.jsonl", "output/model.tar.gz",
                 })
        {
            Assert.True(File.Exists(folder.File($"wine/{file}")), file);
        }

        var parameters = JsonNode.Parse(await File.ReadAllTextAsync(folder.File("wine/input/config/hyperparameters.json"), TestContext.Current.CancellationToken))!.AsObject();
        Assert.Equal("slipway.linear-classifier", parameters["slipway_algorithm"]!.GetValue<string>());
        Assert.Equal("5", parameters["max_iterations"]!.GetValue<string>());
        Assert.Equal("cellar", model.Lineage.Tags["team"]);
    }

    [Fact]
    public async Task FitAsync_GivenNameOfCompletedJob_GivesItsModelWithoutTraining()
    {
        using var folder = new TemporaryFolder();
        var estimator = Estimator.For(Algorithm).WithOutput(folder.Root).WithJobName("once");
        using var first = await estimator.FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);
        var written = File.GetLastWriteTimeUtc(folder.File("once/output/model.tar.gz"));

        using var second = await estimator.FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(first.Digest, second.Digest);
        Assert.Equal(written, File.GetLastWriteTimeUtc(folder.File("once/output/model.tar.gz")));
    }

    [Fact]
    public async Task StartAsync_GivenNameOfOtherJob_SaysWhatDiffers()
    {
        using var folder = new TemporaryFolder();
        var estimator = Estimator.For(Algorithm).WithOutput(folder.Root).WithJobName("taken");
        using var first = await estimator.FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<BackendException>(
            () => estimator.WithSeed(9).FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("seed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_GivenOutputThatIsAFile_SaysSo()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("occupied"), "x", TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<BackendException>(
            () => Estimator.For(Algorithm).WithOutput(folder.File("occupied")).FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("WithOutput", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitAsync_GivenBadRow_FailsWithPlaceAndLeavesAReason()
    {
        using var folder = new TemporaryFolder();
        var rows = string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i % 7},{i % 5},{(i % 2 == 0 ? "a" : "b")}\n"));
        await File.WriteAllTextAsync(folder.File("bad.csv"), $"x,y,label\n{rows}1,oops,a\n", TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => Estimator.For(Algorithm).WithOutput(folder.Root).WithJobName("bad")
            .FitAsync(DataChannel.FromCsv(folder.File("bad.csv")).WithLabel("label"), cancellationToken: TestContext.Current.CancellationToken));

        var cause = Assert.IsType<DataFormatException>(error.InnerException);
        Assert.Equal((3002, "y", "oops"), (cause.Line, cause.Column, cause.Value));
        Assert.StartsWith(cause.Message, await File.ReadAllTextAsync(folder.File("bad/output/failure"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("bad/output/model.tar.gz")));
    }

    [Fact]
    public async Task AttachAsync_GivenEndedJob_ReplaysMetricsAndLogsAndLoadsTheModel()
    {
        using var folder = new TemporaryFolder();
        string digest;
        var reported = new List<string>();
        await using (var job = await Estimator.For(Algorithm).WithOutput(folder.Root).WithJobName("later")
                         .StartAsync(SampleData.Wine, SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken))
        {
            await foreach (var metric in job.Metrics)
            {
                reported.Add(metric.ToString());
            }

            using var model = await job.Completion;
            digest = model.Digest;
        }

        await using var attached = await TrainingJob.AttachAsync(folder.File("later"), cancellationToken: TestContext.Current.CancellationToken);
        var replayed = new List<string>();
        await foreach (var metric in attached.Metrics)
        {
            replayed.Add(metric.ToString());
        }

        var logs = new List<string>();
        await foreach (var line in attached.Logs)
        {
            logs.Add(line);
        }

        using var loaded = await attached.Completion;
        Assert.Equal(reported, replayed);
        Assert.Contains(logs, l => l.Contains("Job later started", StringComparison.Ordinal));
        Assert.Equal(digest, loaded.Digest);
    }

    [Fact]
    public async Task AttachAsync_GivenFolderWithoutJob_SaysWhatToGive()
    {
        using var folder = new TemporaryFolder();

        var error = await Assert.ThrowsAsync<BackendException>(() => TrainingJob.AttachAsync(folder.Root, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("status.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposeAsync_GivenRunningJob_CancelsIt()
    {
        using var folder = new TemporaryFolder();
        var job = await Estimator.For(new MlpClassifier { Epochs = 1_000_000 }).WithOutput(folder.Root).WithJobName("dropped")
            .StartAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);

        await job.DisposeAsync();

        var attached = await TrainingJob.AttachAsync(folder.File("dropped"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(JobState.Cancelled, (await attached.GetStatusAsync(TestContext.Current.CancellationToken)).State);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("%41 100%")]
    [InlineData("hash#question?")]
    [InlineData("über-模型")]
    public async Task FitAsync_GivenFolderWithOddName_SavesLoadsAndAttaches(string name)
    {
        using var folder = new TemporaryFolder();
        using var model = await Estimator.For(Algorithm).WithOutput(folder.File(name)).WithJobName("job").FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);
        await model.SaveAsync(folder.File($"{name}/saved"), cancellationToken: TestContext.Current.CancellationToken);

        using var saved = await TrainedModel.LoadAsync(folder.File($"{name}/saved"), cancellationToken: TestContext.Current.CancellationToken);
        using var ofJob = await TrainedModel.LoadAsync(folder.File($"{name}/job"), cancellationToken: TestContext.Current.CancellationToken);
        var attached = await TrainingJob.AttachAsync(folder.File($"{name}/job"), cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(File.Exists(folder.File($"{name}/saved/model.tar.gz")));
        Assert.Equal(model.Digest, saved.Digest);
        Assert.Equal(model.Digest, ofJob.Digest);
        Assert.Equal(JobState.Completed, (await attached.GetStatusAsync(TestContext.Current.CancellationToken)).State);
    }

    [Theory]
    [InlineData("training.log")]
    [InlineData("checkpoints/checkpoint-00000001.slipway.tmp")]
    public async Task FitAsync_GivenFullDisk_FailsTheJobAndNotTheProcess(string file)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Needs /dev/full, a device that is always full.");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File($"full/{file}"))!);
        File.CreateSymbolicLink(folder.File($"full/{file}"), "/dev/full");

        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => Estimator.For(Algorithm).WithOutput(folder.Root).WithJobName("full")
            .WithCheckpoints(TimeSpan.Zero).FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken));

        Assert.IsType<IOException>(error.InnerException);
        Assert.Contains("No space left", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("full/output/model.tar.gz")));
        var attached = await TrainingJob.AttachAsync(folder.File("full"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(JobState.Failed, (await attached.GetStatusAsync(TestContext.Current.CancellationToken)).State);
    }

    [Fact]
    public async Task FitAsync_GivenFailedJobWithoutCheckpoints_StartsItsMetricsAfresh()
    {
        using var folder = new TemporaryFolder();
        var estimator = Estimator.For(Algorithm).WithOutput(folder.Root).WithJobName("again").WithCheckpoints(null);
        using var cancel = new CancellationTokenSource();
        var stop = new StopAfterFirstMetric(cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => estimator.FitAsync(SampleData.Wine, progress: stop, cancellationToken: cancel.Token));

        using var model = await estimator.FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);

        var epochs = Slipway.Jobs.JobDirectory.ReadMetrics(folder.File("again")).Select(m => m.Epoch).ToList();
        Assert.Equal(Enumerable.Range(1, 5), epochs);
    }

    [Fact]
    public async Task StartAsync_GivenOtherFeatureStepsUnderOneName_SaysThatTheyDiffer()
    {
        using var folder = new TemporaryFolder();
        var estimator = Estimator.For(Algorithm).WithOutput(folder.Root).WithJobName("steps");
        using var first = await estimator.FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<BackendException>(() => estimator
            .WithFeatures(Slipway.Features.FeaturePipeline.Auto.With("ash", Slipway.Features.FeatureStep.Drop()))
            .FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("features", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_GivenTwoHandlesOfOneJob_GivesEachItsOwnModel()
    {
        using var folder = new TemporaryFolder();
        var estimator = Estimator.For(new MlpClassifier { Epochs = 20 }).WithOutput(folder.Root).WithJobName("shared");
        var one = await estimator.StartAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);
        var two = await estimator.StartAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);
        var first = await one.Completion;
        using var second = await two.Completion;

        first.Dispose();
        await one.DisposeAsync();
        await two.DisposeAsync();

        Assert.Equal(178, (await second.EvaluateAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken)).Rows);
        Assert.Throws<ObjectDisposedException>(() => first.Model);
    }

    [Fact]
    public async Task DisposeAsync_GivenAttachedHandle_LeavesTheJobRunning()
    {
        using var folder = new TemporaryFolder();
        await using var job = await Estimator.For(new MlpClassifier { Epochs = 1_000_000 }).WithOutput(folder.Root).WithJobName("watched")
            .StartAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);

        await (await TrainingJob.AttachAsync(job.JobDirectory, cancellationToken: TestContext.Current.CancellationToken)).DisposeAsync();

        Assert.False((await job.GetStatusAsync(TestContext.Current.CancellationToken)).IsTerminal);
    }

    [Fact]
    public async Task StartAsync_GivenManyAtOnceUnderOneName_RunsOneJob()
    {
        using var folder = new TemporaryFolder();
        for (var round = 0; round < 10; round++)
        {
            var estimator = Estimator.For(new MlpClassifier { Epochs = 3 }).WithOutput(folder.Root).WithJobName($"round{round}");

            var jobs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => estimator.StartAsync(SampleData.Wine))));
            var models = await Task.WhenAll(jobs.Select(j => j.Completion));

            Assert.Single(models.Select(m => m.Digest).Distinct());
            foreach (var (job, model) in jobs.Zip(models))
            {
                model.Dispose();
                await job.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task FitAsync_GivenSourceThatHangs_LetsTheCallerGoWhenCancelled()
    {
        using var folder = new TemporaryFolder();
        using var cancel = new CancellationTokenSource();
        var reached = new TaskCompletionSource();
        var released = new TaskCompletionSource();
        var fit = Estimator.For(Algorithm).WithOutput(folder.Root).WithJobName("hung").FitAsync(
            DataChannel.From(HangAsync(reached, released.Task)).WithLabel("label"), cancellationToken: cancel.Token);
        await reached.Task.WaitAsync(TestContext.Current.CancellationToken);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fit.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        released.SetResult();
    }

    [Fact]
    public async Task FitAsync_GivenMaxRuntimeWhileReading_FailsAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        var slow = DataChannel.From(Enumerable.Range(0, 200_000_000).Select(i => new Row(i % 7, i % 2 == 0 ? "a" : "b"))).WithLabel("label");

        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => Estimator.For(Algorithm).WithOutput(folder.Root)
            .WithMaxRuntime(TimeSpan.FromMilliseconds(200)).FitAsync(slow, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("still reading", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_GivenDamagedStatus_StartsAfresh()
    {
        using var folder = new TemporaryFolder();
        var estimator = Estimator.For(Algorithm).WithOutput(folder.Root).WithJobName("damaged");
        using var first = await estimator.FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("damaged/status.json"), "", TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<BackendException>(() => TrainingJob.AttachAsync(folder.File("damaged"), cancellationToken: TestContext.Current.CancellationToken));
        using var again = await estimator.FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(first.Digest, again.Digest);
    }

    private static async IAsyncEnumerable<Row> HangAsync(TaskCompletionSource reached, Task released)
    {
        yield return new Row(1, "a");
        yield return new Row(2, "b");
        reached.SetResult();
        await released;
    }

    public sealed record Row(double X, string Label);

    private sealed class StopAfterFirstMetric(CancellationTokenSource cancel) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Epoch >= 1)
            {
                cancel.Cancel();
            }
        }
    }
}
