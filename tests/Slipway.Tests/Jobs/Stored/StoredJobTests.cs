using Slipway.Jobs;
using Slipway.Testing;

namespace Slipway.Tests.Jobs.Stored;

public sealed class StoredJobTests : IDisposable
{
    private static readonly LinearClassifier Algorithm = new() { MaxIterations = 5 };
    private readonly TemporaryFolder _scratch = new();
    private readonly InMemoryObjectStore _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SlipwayServices Services => SlipwayServices.Default.AddStore(_store);

    private StoredOutputOptions Options => new()
    {
        ScratchFolder = _scratch.Root,
        FlushInterval = TimeSpan.FromMilliseconds(20),
        HeartbeatInterval = TimeSpan.FromMilliseconds(100),
        LeaseDuration = TimeSpan.FromSeconds(1),
        RetryLimit = TimeSpan.FromSeconds(30),
    };

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task FitAsync_GivenUri_StoresTheJobAndLeavesNothingBehind()
    {
        // given
        using var folder = new TemporaryFolder();
        var local = Estimator.For(Algorithm).WithJobName("wine");

        // when
        using var stored = await On(local).FitAsync(SampleData.Wine, SampleData.Wine, cancellationToken: Token);
        using var onDisk = await local.WithOutput(folder.Root).FitAsync(SampleData.Wine, SampleData.Wine, cancellationToken: Token);

        // then
        Assert.Equal(onDisk.Digest, stored.Digest);
        var names = await _store.ListAsync(new Uri("memory://box/models/wine/"), Token)
            .Select(o => o.Uri.AbsoluteUri["memory://box/models/wine/".Length..]).ToListAsync(Token);
        foreach (var expected in new[]
                 {
                     "job.json", "input/config/hyperparameters.json", "input/config/inputdataconfig.json", "input/config/resourceconfig.json",
                     "input/config/checkpointconfig.json", "attempts/0001/claim.json", "attempts/0001/status.json", "attempts/0001/metric/00000001",
                     "attempts/0001/log/00000001", "output/model.tar.gz",
                 })
        {
            Assert.Contains(expected, names);
        }

        Assert.DoesNotContain(names, n => n.Contains("clock", StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_scratch.Root));
    }

    [Fact]
    public async Task LoadAsyncAndAttachAsync_GivenUriOfAnEndedJob_GiveWhatTheJobGave()
    {
        // given
        var reported = new List<string>();
        string digest;
        await using (var job = await On(Estimator.For(Algorithm).WithJobName("later")).StartAsync(SampleData.Wine, SampleData.Wine, cancellationToken: Token))
        {
            await foreach (var metric in job.Metrics.WithCancellation(Token))
            {
                reported.Add(metric.ToString());
            }

            using var model = await job.Completion;
            digest = model.Digest;
            Assert.Equal("memory://box/models/later", job.JobDirectory);
        }

        // when
        using var loaded = await TrainedModel.LoadAsync("memory://box/models/later", Services, cancellationToken: Token);
        await using var attached = await TrainingJob.AttachAsync("memory://box/models/later/", services: Services, cancellationToken: Token);
        var replayed = await attached.Metrics.Select(m => m.ToString()).ToListAsync(Token);
        var logs = await attached.Logs.ToListAsync(Token);
        using var again = await attached.Completion;
        var status = await attached.GetStatusAsync(Token);

        // then
        Assert.Equal("later", attached.Name);
        Assert.Equal(reported, replayed);
        Assert.Contains(logs, l => l.Contains("Job later started", StringComparison.Ordinal));
        Assert.Contains(logs, l => l.Contains("Job later ended", StringComparison.Ordinal));
        Assert.Equal((digest, digest), (loaded.Digest, again.Digest));
        Assert.Equal((JobState.Completed, 1), (status.State, status.Attempts));
    }

    [Fact]
    public async Task FitAsync_GivenNameOfCompletedJob_GivesItsModelWithoutTraining()
    {
        // given
        var estimator = On(Estimator.For(Algorithm).WithJobName("once"));
        using var first = await estimator.FitAsync(SampleData.Wine, cancellationToken: Token);
        var written = await _store.StatAsync(new Uri("memory://box/models/once/output/model.tar.gz"), Token);

        // when
        using var second = await estimator.FitAsync(SampleData.Wine, cancellationToken: Token);

        // then
        Assert.Equal(first.Digest, second.Digest);
        Assert.Equal(written, await _store.StatAsync(new Uri("memory://box/models/once/output/model.tar.gz"), Token));
        Assert.Null(await _store.StatAsync(new Uri("memory://box/models/once/attempts/0002/claim.json"), Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_scratch.Root));
    }

    [Fact]
    public async Task FitAsync_GivenNameOfOtherJob_SaysWhatDiffersAndTakesNothing()
    {
        // given
        var estimator = On(Estimator.For(Algorithm).WithJobName("taken"));
        using var first = await estimator.FitAsync(SampleData.Wine, cancellationToken: Token);

        // when
        var error = await Assert.ThrowsAsync<BackendException>(() => estimator.WithSeed(9).FitAsync(SampleData.Wine, cancellationToken: Token));

        // then
        Assert.Contains("seed", error.Message, StringComparison.Ordinal);
        Assert.Null(await _store.StatAsync(new Uri("memory://box/models/taken/attempts/0002/claim.json"), Token));
    }

    [Fact]
    public async Task FitAsync_GivenCrashAtEachIterationAndNoScratch_GoesOnFromTheStoreToTheSameModel()
    {
        // given
        var estimator = On(Estimator.For(new LinearClassifier { MaxIterations = 8, Tolerance = 1e-14 }).WithMaxThreads(1).WithCheckpoints(TimeSpan.Zero));
        using var undisturbed = await estimator.WithJobName("whole").FitAsync(SampleData.BreastCancer, cancellationToken: Token);
        var metrics = await MetricsAsync("whole");

        foreach (var crash in (int[])[1, 2, 5, 8])
        {
            // when it crashes, and all that is local is lost
            var named = estimator.WithJobName($"crash-{crash}");
            await Assert.ThrowsAsync<TrainingFailedException>(
                () => named.FitAsync(SampleData.BreastCancer, progress: new CrashAt(crash), cancellationToken: Token));
            Assert.Empty(Directory.EnumerateFileSystemEntries(_scratch.Root));
            Assert.NotNull(await _store.StatAsync(new Uri($"memory://box/models/crash-{crash}/output/failure"), Token));
            using var resumed = await named.FitAsync(SampleData.BreastCancer, cancellationToken: Token);

            // then
            Assert.Equal(undisturbed.Digest, resumed.Digest);
            Assert.Equal(metrics, await MetricsAsync($"crash-{crash}"));
            Assert.Null(await _store.StatAsync(new Uri($"memory://box/models/crash-{crash}/output/failure"), Token));
            await using var job = await TrainingJob.AttachAsync($"memory://box/models/crash-{crash}", services: Services, cancellationToken: Token);
            var logs = await job.Logs.ToListAsync(Token);
            Assert.Equal(crash > 1, logs.Any(l => l.Contains("Resumed from a checkpoint", StringComparison.Ordinal)));
            Assert.Equal(2, (await job.GetStatusAsync(Token)).Attempts);
            Assert.True(await _store.ListAsync(new Uri($"memory://box/models/crash-{crash}/checkpoints/"), Token).CountAsync(Token) <= 2);
        }
    }

    [Fact]
    public async Task WatchAsync_GivenRunningJob_SeesProgressFromTheStoreAlone()
    {
        // given a job that runs until it is told to stop
        await using var job = await On(Estimator.For(new MlpClassifier { Epochs = 1_000_000 }).WithJobName("live")).StartAsync(SampleData.Wine, cancellationToken: Token);
        var reader = JobReader.Of(new JobHandle("live", job.JobDirectory) { Services = Services });

        // when
        var metrics = new List<TrainingMetric>();
        while (metrics.Count < 50)
        {
            Assert.Equal(JobState.Running, (await WaitForAsync(reader, s => s.State != JobState.Pending)).State);
            metrics.AddRange((await reader.ReadNewLinesAsync(Token)).Metrics);
        }

        await job.StopAsync(Token);
        using var model = await job.Completion;
        var last = await WaitForAsync(reader, s => s.IsTerminal);
        metrics.AddRange((await reader.ReadNewLinesAsync(Token)).Metrics);

        // then
        Assert.Equal(JobState.Stopped, last.State);
        Assert.Equal(Enumerable.Range(1, metrics.Count), metrics.Select(m => m.Epoch));
    }

    [Fact]
    public async Task StartAsync_GivenJobThatRunsElsewhere_RefusesWithinARenewal()
    {
        // given the same store under other services: another process, as far as this library can tell
        using var elsewhere = new TemporaryFolder();
        var estimator = Estimator.For(new MlpClassifier { Epochs = 1_000_000 }).WithJobName("held");
        await using var job = await On(estimator).StartAsync(SampleData.Wine, cancellationToken: Token);
        var other = Spec(estimator, elsewhere.Root);

        // when
        var error = await Assert.ThrowsAsync<BackendException>(() => TrainingRun.OpenStoredAsync(other, "memory://box/models/held", Token));

        // then
        Assert.True(error.Retryable);
        Assert.Contains("in use", error.Message, StringComparison.Ordinal);
        Assert.False((await job.GetStatusAsync(Token)).IsTerminal);
    }

    [Fact]
    public async Task FitAsync_GivenLeaseTakenOver_StopsWithAClearError()
    {
        // given a running job whose store suddenly shows the claim of another process
        var estimator = On(Estimator.For(new MlpClassifier { Epochs = 1_000_000 }).WithJobName("stolen"));
        var fit = estimator.FitAsync(SampleData.Wine, cancellationToken: Token);
        var reader = JobReader.Of(new JobHandle("stolen", "memory://box/models/stolen") { Services = Services });
        await WaitForAsync(reader, s => s.State == JobState.Running);
        var claim = new Uri("memory://box/models/stolen/attempts/0002/claim.json");
        await Slipway.Storage.WholeObject.WriteAsync(
            _store, claim, new Slipway.Storage.LeaseClaim("t", "mill", 17, TimeSpan.FromSeconds(1), DateTimeOffset.UnixEpoch).Write(), ifAbsent: true, Token);

        // when
        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => fit);

        // then
        Assert.Contains("process 17 on mill", error.Message, StringComparison.Ordinal);
        Assert.Contains(_scratch.Root, error.Message, StringComparison.Ordinal);
        Assert.Null(await _store.StatAsync(new Uri("memory://box/models/stolen/output/failure"), Token));
    }

    [Fact]
    public async Task FitAsync_GivenStoreThatFailsForAWhile_TrainsOnAndStoresAll()
    {
        // given a store that refuses two of three puts once the job has begun to store its files
        var calls = 0;
        var failing = false;
        _store.Before = (call, _) => failing && call.Operation == ObjectStoreOperation.Commit && Interlocked.Increment(ref calls) % 3 != 0
            ? throw new IOException("503 SlowDown")
            : ValueTask.CompletedTask;
        _store.After = (call, _) =>
        {
            failing |= call.Uri.AbsolutePath.EndsWith("/job.json", StringComparison.Ordinal) && call.Operation == ObjectStoreOperation.Commit;
            return ValueTask.CompletedTask;
        };
        using var folder = new TemporaryFolder();
        var estimator = Estimator.For(new LinearClassifier { MaxIterations = 8, Tolerance = 1e-14 }).WithJobName("rough").WithCheckpoints(TimeSpan.Zero);
        using var smooth = await estimator.WithOutput(folder.Root).FitAsync(SampleData.Wine, cancellationToken: Token);

        // when
        using var model = await On(estimator).FitAsync(SampleData.Wine, cancellationToken: Token);
        failing = false;
        _store.Before = _store.After = null;

        // then
        Assert.Equal(smooth.Digest, model.Digest);
        Assert.True(calls > 10, $"{calls} puts");
        using var loaded = await TrainedModel.LoadAsync("memory://box/models/rough", Services, cancellationToken: Token);
        Assert.Equal(smooth.Digest, loaded.Digest);
        Assert.Equal(Enumerable.Range(1, 8), (await MetricsAsync("rough")).Select(m => m.Epoch));
    }

    [Fact]
    public async Task FitAsync_GivenStoreThatFailsForTooLong_FailsAndKeepsTheFilesForTheNextStart()
    {
        // given a store that accepts nothing once the job has a checkpoint
        var broken = false;
        _store.Before = (call, _) => broken ? throw new IOException("503 SlowDown") : ValueTask.CompletedTask;
        _store.After = (call, _) =>
        {
            broken |= call.Uri.AbsolutePath.Contains("/checkpoints/", StringComparison.Ordinal) && call.Operation == ObjectStoreOperation.Commit;
            return ValueTask.CompletedTask;
        };
        var estimator = Estimator.For(new MlpClassifier { Epochs = 30 }).WithJobName("gone").WithCheckpoints(TimeSpan.Zero).WithMaxThreads(1);
        var impatient = estimator.WithServices(Services).WithOutput("memory://box/models", Options with { RetryLimit = TimeSpan.FromMilliseconds(300) });

        // when
        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => impatient.FitAsync(SampleData.Wine, cancellationToken: Token));
        _store.Before = _store.After = null;
        var kept = Directory.GetDirectories(_scratch.Root).Single();
        using var resumed = await impatient.FitAsync(SampleData.Wine, cancellationToken: Token);

        // then
        Assert.Contains("503 SlowDown", error.Message, StringComparison.Ordinal);
        Assert.Contains(kept, error.Message, StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        using var smooth = await estimator.WithOutput(folder.Root).FitAsync(SampleData.Wine, cancellationToken: Token);
        Assert.Equal(smooth.Digest, resumed.Digest);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_scratch.Root));
    }

    [Fact]
    public async Task StartAsync_GivenUnknownSchemeAndBadOptions_SaysAllAtOnce()
    {
        // given
        var estimator = Estimator.For(Algorithm).WithOutput(
            "nowhere://box/models", new StoredOutputOptions { FlushInterval = TimeSpan.Zero, LeaseDuration = TimeSpan.FromSeconds(1) });

        // when
        var error = await Assert.ThrowsAsync<EstimatorException>(() => estimator.FitAsync(SampleData.Wine, cancellationToken: Token));

        // then
        Assert.Contains("AddStore", error.Message, StringComparison.Ordinal);
        Assert.Contains("FlushInterval", error.Message, StringComparison.Ordinal);
        Assert.Contains("LeaseDuration", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_GivenStoreThatCannotBeReached_SaysSoAtOnce()
    {
        // given
        _store.Before = (_, _) => throw new IOException("connection refused");

        // when
        var error = await Assert.ThrowsAsync<BackendException>(
            () => On(Estimator.For(Algorithm).WithJobName("far")).StartAsync(SampleData.Wine, cancellationToken: Token));

        // then
        Assert.Contains("connection refused", error.Message, StringComparison.Ordinal);
        Assert.Contains("memory://box/models/far", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AttachAsync_GivenPlaceWithoutJob_SaysWhatToGive()
    {
        var error = await Assert.ThrowsAsync<BackendException>(
            () => TrainingJob.AttachAsync("memory://box/nothing", services: Services, cancellationToken: Token));

        Assert.Contains("memory://box/nothing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposeAsync_GivenRunningJob_CancelsItInTheStoreToo()
    {
        // given
        var job = await On(Estimator.For(new MlpClassifier { Epochs = 1_000_000 }).WithJobName("dropped")).StartAsync(SampleData.Wine, cancellationToken: Token);

        // when
        await job.DisposeAsync();

        // then
        var reader = JobReader.Of(new JobHandle("dropped", "memory://box/models/dropped") { Services = Services });
        Assert.Equal(JobState.Cancelled, (await WaitForAsync(reader, s => s.IsTerminal)).State);
    }

    [Fact]
    public async Task StartAsync_GivenManyAtOnceUnderOneName_RunsOneJob()
    {
        // given
        var estimator = On(Estimator.For(new MlpClassifier { Epochs = 3 }).WithJobName("shared"));

        // when
        var jobs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => estimator.StartAsync(SampleData.Wine), Token)));
        var models = await Task.WhenAll(jobs.Select(j => j.Completion));

        // then
        Assert.Single(models.Select(m => m.Digest).Distinct());
        Assert.Null(await _store.StatAsync(new Uri("memory://box/models/shared/attempts/0002/claim.json"), Token));
        foreach (var (job, model) in jobs.Zip(models))
        {
            model.Dispose();
            await job.DisposeAsync();
        }
    }

    private Estimator<TAlgorithm> On<TAlgorithm>(Estimator<TAlgorithm> estimator) where TAlgorithm : Algorithm =>
        estimator.WithServices(Services).WithOutput("memory://box/models/", Options);

    private TrainingJobSpec Spec<TAlgorithm>(Estimator<TAlgorithm> estimator, string scratch) where TAlgorithm : Algorithm => estimator
        .WithServices(SlipwayServices.Default.AddStore(_store)).WithOutput("memory://box/models", Options with { ScratchFolder = scratch })
        .Validated(SampleData.Wine, null, null);

    private async Task<List<(string Name, int Epoch, double Value)>> MetricsAsync(string job)
    {
        await using var attached = await TrainingJob.AttachAsync($"memory://box/models/{job}", services: Services, cancellationToken: Token);
        return await attached.Metrics.Select(m => (m.Name, m.Epoch, m.Value)).ToListAsync(Token);
    }

    /// <summary>Polls, because a store tells nothing by itself.</summary>
    private static async Task<JobStatus> WaitForAsync(JobReader reader, Func<JobStatus, bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            if (await reader.ReadStatusAsync(limit.Token) is { } status && condition(status))
            {
                return status;
            }

            await Task.Delay(5, limit.Token);
        }
    }

    /// <summary>Breaks a job from its own thread.</summary>
    private sealed class CrashAt(int iteration) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Phase == "training" && value.Epoch == iteration)
            {
                throw new InvalidOperationException("crash");
            }
        }
    }
}
