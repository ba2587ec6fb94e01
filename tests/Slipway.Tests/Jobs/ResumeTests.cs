using System.Diagnostics;
using System.Globalization;
using Slipway.TestProcess;

namespace Slipway.Tests.Jobs;

/// <summary>Real processes, killed for real.</summary>
public class ResumeTests
{
    [Theory]
    [InlineData("mlp", 1)]
    [InlineData("mlp", 9)]
    [InlineData("linear", 4)]
    public async Task FitAsync_GivenKilledProcess_ResumesToTheSameModel(string algorithm, int metricsBeforeKill)
    {
        using var folder = new TemporaryFolder();
        var undisturbed = await RunToEndAsync(folder.File("undisturbed"), algorithm, threads: 1);

        using (var victim = Start(folder.File("killed"), algorithm, threads: 1))
        {
            await ChildProcess.UntilAsync(() => ChildProcess.Lines(folder.File("killed/job/metrics.jsonl")) >= metricsBeforeKill && HasCheckpoint(folder), victim);
            victim.Kill(entireProcessTree: true);
            await victim.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.NotEqual(0, victim.ExitCode);
        }

        Assert.False(File.Exists(folder.File("killed/job/output/model.tar.gz")));
        var dead = await TrainingJob.AttachAsync(folder.File("killed/job"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(JobState.Failed, (await dead.GetStatusAsync(TestContext.Current.CancellationToken)).State);

        var resumed = await RunToEndAsync(folder.File("killed"), algorithm, threads: 2);

        Assert.Equal(undisturbed, resumed);
        Assert.Contains("Resumed from a checkpoint", await File.ReadAllTextAsync(folder.File("killed/job/training.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(Metrics(folder.File("undisturbed/job")), Metrics(folder.File("killed/job")));
    }

    [Fact]
    public async Task FitAsync_GivenDamagedLastCheckpoint_GoesOnFromTheOneBefore()
    {
        using var folder = new TemporaryFolder();
        var undisturbed = await RunToEndAsync(folder.File("undisturbed"), "mlp", threads: 1);
        using (var victim = Start(folder.File("killed"), "mlp", threads: 1))
        {
            await ChildProcess.UntilAsync(() => ChildProcess.Lines(folder.File("killed/job/metrics.jsonl")) >= 3 && Checkpoints(folder).Length == 2, victim);
            victim.Kill(entireProcessTree: true);
            await victim.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var newest = Checkpoints(folder).Order(StringComparer.Ordinal).Last();
        using (var stream = new FileStream(newest, FileMode.Open))
        {
            stream.SetLength(stream.Length / 2);
        }

        Assert.Equal(undisturbed, await RunToEndAsync(folder.File("killed"), "mlp", threads: 1));
        var log = await File.ReadAllTextAsync(folder.File("killed/job/training.log"), TestContext.Current.CancellationToken);
        Assert.Contains("is damaged and was passed over", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_GivenJobThatAnotherProcessRuns_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var other = Start(folder.File("killed"), "mlp", threads: 1);
        try
        {
            await ChildProcess.UntilAsync(() => ChildProcess.Lines(folder.File("killed/job/metrics.jsonl")) >= 1, other);

            var error = await Assert.ThrowsAsync<BackendException>(() => Estimator.For(Recipes.Mlp).WithOutput(folder.File("killed")).WithJobName("job")
                .StartAsync(SampleData.Digits, cancellationToken: TestContext.Current.CancellationToken));

            Assert.True(error.Retryable);
            Assert.Contains("in use", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            other.Kill(entireProcessTree: true);
        }
    }

    [Theory]
    [InlineData(0, 1e-4)]
    [InlineData(1e-3, 1e-7)]
    [InlineData(1e-3, 1e-10)]
    public async Task FitAsync_GivenCrashAfterEveryCheckpoint_ResumesToTheSameModel(double l1, double tolerance)
    {
        using var folder = new TemporaryFolder();
        var estimator = Estimator.For(new LinearClassifier { L1 = l1, Tolerance = tolerance, MaxIterations = 300 }).WithOutput(folder.Root)
            .WithCheckpoints(TimeSpan.Zero).WithMaxThreads(1);
        using var undisturbed = await estimator.WithJobName("whole").FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);
        var iterations = ChildProcess.Lines(folder.File("whole/metrics.jsonl"));

        foreach (var crash in Enumerable.Range(1, iterations).Where(n => n % 11 == 1 || n >= iterations - 2).Append(int.MaxValue))
        {
            var named = estimator.WithJobName($"crash-{crash}");
            await Assert.ThrowsAsync<TrainingFailedException>(
                () => named.FitAsync(SampleData.Wine, progress: new CrashAt(crash), cancellationToken: TestContext.Current.CancellationToken));

            using var resumed = await named.FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);

            Assert.Equal(undisturbed.Digest, resumed.Digest);
            Assert.Equal(iterations, ChildProcess.Lines(folder.File($"crash-{crash}/metrics.jsonl")));
        }
    }

    [Theory]
    [InlineData(LinearSolver.Auto)]
    [InlineData(LinearSolver.NewtonCg)]
    [InlineData(LinearSolver.NewtonCholesky)]
    public async Task FitAsync_GivenCrashAfterEveryNewtonStep_ResumesToTheSameModel(LinearSolver solver)
    {
        // given
        using var folder = new TemporaryFolder();
        var estimator = Estimator.For(new LinearClassifier { Solver = solver, Tolerance = 1e-6 }).WithOutput(folder.Root)
            .WithCheckpoints(TimeSpan.Zero).WithMaxThreads(1);
        using var undisturbed = await estimator.WithJobName("whole").FitAsync(SampleData.BreastCancer, cancellationToken: TestContext.Current.CancellationToken);
        var iterations = ChildProcess.Lines(folder.File("whole/metrics.jsonl"));
        Assert.InRange(iterations, 4, 30);

        foreach (var crash in Enumerable.Range(1, iterations).Append(int.MaxValue))
        {
            // when
            var named = estimator.WithJobName($"crash-{crash}");
            await Assert.ThrowsAsync<TrainingFailedException>(
                () => named.FitAsync(SampleData.BreastCancer, progress: new CrashAt(crash), cancellationToken: TestContext.Current.CancellationToken));
            using var resumed = await named.FitAsync(SampleData.BreastCancer, cancellationToken: TestContext.Current.CancellationToken);

            // then
            Assert.Equal(undisturbed.Digest, resumed.Digest);
            Assert.Equal(iterations, ChildProcess.Lines(folder.File($"crash-{crash}/metrics.jsonl")));
            var log = await File.ReadAllTextAsync(folder.File($"crash-{crash}/training.log"), TestContext.Current.CancellationToken);
            Assert.Equal(crash > 1, log.Contains("Resumed from a checkpoint", StringComparison.Ordinal));
        }
    }

    /// <summary>Breaks a job from its own thread, at an iteration or (past the last one) just before its model is saved.</summary>
    private sealed class CrashAt(int iteration) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Phase == "saving" || (value.Phase == "training" && value.Epoch == iteration))
            {
                throw new InvalidOperationException("crash");
            }
        }
    }

    private static async Task<string> RunToEndAsync(string output, string algorithm, int threads)
    {
        using var process = Start(output, algorithm, threads);
        return (await ChildProcess.OutputAsync(process, TestContext.Current.CancellationToken)).Trim();
    }

    private static Process Start(string output, string algorithm, int threads) => ChildProcess.Start(
        [output, "job", SampleData.Path("digits.csv.gz"), "digit", algorithm, threads.ToString(CultureInfo.InvariantCulture)]);

    private static bool HasCheckpoint(TemporaryFolder folder) => Checkpoints(folder).Length > 0;

    private static string[] Checkpoints(TemporaryFolder folder) =>
        Directory.Exists(folder.File("killed/job/checkpoints")) ? Directory.GetFiles(folder.File("killed/job/checkpoints"), "*.slipway") : [];

    private static List<(string, double)> Metrics(string job) =>
        [.. Slipway.Jobs.JobDirectory.ReadMetrics(job).Select(m => ($"{m.Epoch} {m.Name}", m.Value))];
}
