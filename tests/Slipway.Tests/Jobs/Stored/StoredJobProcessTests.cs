using System.Diagnostics;
using Slipway.Jobs;
using Slipway.TestProcess;

namespace Slipway.Tests.Jobs.Stored;

/// <summary>Real processes on one store, killed for real.</summary>
public sealed class StoredJobProcessTests : IDisposable
{
    private const string Job = "alt://box/models/job";
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SlipwayServices Services => SlipwayServices.Default.AddStore(new FolderObjectStore(_folder.File("store")));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    [InlineData(150)]
    public async Task FitAsync_GivenKilledProcessAndLostScratch_GoesOnElsewhereToTheSameModel(int checkpoint)
    {
        // given what an undisturbed training gives
        using var undisturbed = await Recipes.Stored(SlipwayServices.Default, _folder.Root, "whole").WithOutput(_folder.File("local"))
            .FitAsync(Digits, cancellationToken: Token);

        // when a process is killed, its machine's files are gone, and another goes on
        using (var victim = Start("first"))
        {
            await ChildProcess.UntilAsync(() => NewestCheckpoint() >= checkpoint, victim);
            victim.Kill(entireProcessTree: true);
            await victim.WaitForExitAsync(Token);
        }

        Directory.Delete(_folder.File("first"), recursive: true);
        var resumed = await Recipes.Stored(Services, _folder.File("second"), "job").StartAsync(Digits, cancellationToken: Token);
        await using (resumed)
        {
            using var model = await resumed.Completion;

            // then
            Assert.Equal(undisturbed.Digest, model.Digest);
        }

        await using var attached = await TrainingJob.AttachAsync(Job, services: Services, cancellationToken: Token);
        var logs = await attached.Logs.ToListAsync(Token);
        Assert.Contains(logs, l => l.Contains("Resumed from a checkpoint", StringComparison.Ordinal));
        Assert.Equal(2, logs.Count(l => l.Contains("Job job started", StringComparison.Ordinal)));
        Assert.Equal(2, (await attached.GetStatusAsync(Token)).Attempts);
        Assert.Equal(Metrics(_folder.File("local/whole")), await attached.Metrics.Select(m => (m.Epoch, m.Name, m.Value)).ToListAsync(Token));
    }

    [Fact]
    public async Task FitAsync_GivenKilledProcessOnTheSameMachine_GoesOnAtOnceFromItsScratch()
    {
        // given
        using (var victim = Start("first"))
        {
            await ChildProcess.UntilAsync(() => NewestCheckpoint() >= 10, victim);
            victim.Kill(entireProcessTree: true);
            await victim.WaitForExitAsync(Token);
        }

        var local = Directory.GetFiles(_folder.File("first"), "*.slipway", SearchOption.AllDirectories);
        var estimator = Recipes.Stored(Services, _folder.File("first"), "job");

        // when the lease has far from run out
        var watch = Stopwatch.StartNew();
        await using var job = await estimator.StartAsync(Digits, cancellationToken: Token);
        var started = watch.Elapsed;
        using var model = await job.Completion;

        // then
        Assert.NotEmpty(local);
        Assert.True(started < TimeSpan.FromSeconds(1.5), $"taking over needed {started}, and the lease of a dead process of this machine is no obstacle");
        Assert.Equal(2, (await job.GetStatusAsync(Token)).Attempts);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.File("first")));
    }

    [Fact]
    public async Task StartAsync_GivenJobOfALivingProcess_IsRefusedAndTheJobSeenFromHere()
    {
        // given
        using var other = Start("first");
        try
        {
            await ChildProcess.UntilAsync(() => NewestCheckpoint() >= 1, other);

            // when
            var elsewhere = await Assert.ThrowsAsync<BackendException>(
                () => Recipes.Stored(Services, _folder.File("second"), "job").StartAsync(Digits, cancellationToken: Token));
            var sameMachine = await Assert.ThrowsAsync<BackendException>(
                () => Recipes.Stored(Services, _folder.File("first"), "job").StartAsync(Digits, cancellationToken: Token));
            await using var attached = await TrainingJob.AttachAsync(Job, services: Services, cancellationToken: Token);

            // then
            Assert.True(elsewhere.Retryable && sameMachine.Retryable);
            Assert.Contains($"process {other.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)} on", elsewhere.Message, StringComparison.Ordinal);
            Assert.Equal((JobState.Running, other.Id), ((await attached.GetStatusAsync(Token)).State, (await attached.GetStatusAsync(Token)).ProcessId));
            Assert.NotEmpty(await attached.Logs.Take(1).ToListAsync(Token));
        }
        finally
        {
            other.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task WatchAsync_GivenKilledProcess_TellsThatItIsDead()
    {
        // given
        using (var victim = Start("first"))
        {
            await ChildProcess.UntilAsync(() => NewestCheckpoint() >= 3, victim);
            victim.Kill(entireProcessTree: true);
            await victim.WaitForExitAsync(Token);
        }

        // when
        await using var attached = await TrainingJob.AttachAsync(Job, services: Services, cancellationToken: Token);
        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => attached.Completion);
        var status = await attached.GetStatusAsync(Token);

        // then
        Assert.Contains("no sign of life", error.Message, StringComparison.Ordinal);
        Assert.Equal(JobState.Failed, status.State);
    }

    [Fact]
    public async Task FitAsync_GivenProcessThatSleepsBeyondItsLease_StopsWhenItWakes()
    {
        // given a process that is suspended, as a laptop or a virtual machine is
        Assert.SkipUnless(File.Exists("/bin/sh"), "Needs kill -STOP.");
        using var sleeper = Start("first");
        await ChildProcess.UntilAsync(() => NewestCheckpoint() >= 3, sleeper);
        await SignalAsync(sleeper, "STOP");

        // when another machine takes the job over, ends it, and the process wakes
        using var model = await Recipes.Stored(Services, _folder.File("second"), "job").FitAsync(Digits, cancellationToken: Token);
        await SignalAsync(sleeper, "CONT");
        var errors = await sleeper.StandardError.ReadToEndAsync(Token);
        await sleeper.WaitForExitAsync(Token);

        // then it says who has the job, and has broken nothing
        Assert.NotEqual(0, sleeper.ExitCode);
        Assert.Contains("has lost job", errors, StringComparison.Ordinal);
        await using var attached = await TrainingJob.AttachAsync(Job, services: Services, cancellationToken: Token);
        Assert.Equal(JobState.Completed, (await attached.GetStatusAsync(Token)).State);
        using var loaded = await TrainedModel.LoadAsync(Job, Services, cancellationToken: Token);
        Assert.Equal(model.Digest, loaded.Digest);
    }

    private static DataChannel Digits => DataChannel.FromCsv(SampleData.Path("digits.csv.gz")).WithLabel("digit");

    private Process Start(string scratch) => ChildProcess.Start(
        ["stored", _folder.File("store"), _folder.File(scratch), "job", SampleData.Path("digits.csv.gz"), "digit"]);

    private static async Task SignalAsync(Process process, string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)}"]);
        await kill.WaitForExitAsync(Token);
        Assert.Equal(0, kill.ExitCode);
    }

    private int NewestCheckpoint()
    {
        var folder = _folder.File("store/box/models/job/checkpoints");
        return Directory.Exists(folder)
            ? Directory.GetFiles(folder, "checkpoint-*.slipway").Select(f => int.Parse(Path.GetFileName(f).AsSpan(11, 8), System.Globalization.CultureInfo.InvariantCulture)).DefaultIfEmpty().Max()
            : 0;
    }

    private static List<(int, string, double)> Metrics(string job) =>
        [.. JobDirectory.ReadMetrics(job).Select(m => (m.Epoch, m.Name, m.Value))];
}
