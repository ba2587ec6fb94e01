using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Tuner;

public class StoppingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TuneAsync_GivenTargetValue_EndsWithTheFirstTrialThatReachesIt()
    {
        using var folder = new TemporaryFolder();

        var tuned = await Curves.RunAsync(Curves.Tuner(folder).WithMaxTrials(60).WithTargetValue(0.87));

        Assert.Equal(TuningStopReason.TargetReached, tuned.StopReason);
        Assert.True(tuned.Trials[^1].Values[0] >= 0.87);
        Assert.All(tuned.Trials.SkipLast(1), t => Assert.True(t.Values[0] < 0.87));
    }

    [Fact]
    public async Task TuneAsync_GivenNoImprovementStop_EndsSoManyTrialsAfterTheBest()
    {
        using var folder = new TemporaryFolder();

        var tuned = await Curves.RunAsync(Curves.Tuner(folder).WithMaxTrials(60).WithNoImprovementStop(4));

        Assert.Equal(TuningStopReason.NoImprovement, tuned.StopReason);
        Assert.Equal(tuned.Best.Number + 5, tuned.Trials.Count);
    }

    [Fact]
    public async Task TuneAsync_GivenConvergenceStop_EndsWhenTheBestAreAlike()
    {
        using var folder = new TemporaryFolder();

        var tuned = await Curves.RunAsync(Curves.Tuner(folder).WithMaxTrials(60).WithConvergenceStop(3, 0.02));

        var best = tuned.Trials.Select(t => t.Values[0]).OrderDescending().Take(3).ToList();
        Assert.Equal(TuningStopReason.Converged, tuned.StopReason);
        Assert.True(best[0] - best[2] <= 0.02);
        Assert.True(tuned.Trials.Count < 60);
    }

    [Fact]
    public async Task Stop_GivenRunningTrial_CutsItOffAndReturnsTheBestSoFar()
    {
        using var folder = new TemporaryFolder();
        await using var job = await Hanging(folder).StartAsync(Curves.Data.Train, Curves.Data.Validation, cancellationToken: Token);

        await UntilHangingAsync(job);
        job.Stop();
        var tuned = await job.Completion;

        Assert.Equal(TuningStopReason.Stopped, tuned.StopReason);
        Assert.Equal(4, tuned.Trials.Count);
        Assert.Equal(TrialState.Running, tuned.Trials[^1].State);
        Assert.All(tuned.Trials.SkipLast(1), t => Assert.Equal(TrialState.Completed, t.State));
        using var model = await tuned.LoadBestModelAsync(Token);
        Assert.True(model.Algorithm.SameAs(tuned.BestAlgorithm));
    }

    [Fact]
    public async Task TuneAsync_GivenCancelledToken_ThrowsAndKeepsWhatIsFinished()
    {
        using var folder = new TemporaryFolder();
        using var cancel = new CancellationTokenSource();
        var progress = new Forward(p =>
        {
            if (IsHanging(p))
            {
                cancel.Cancel();
            }
        });

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Curves.RunAsync(Hanging(folder).WithJournal(folder.File("journal")), progress, cancel));

        var journal = await TuningJournal.ReadAsync(folder.File("journal"), cancellationToken: Token);
        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.Equal(TrialState.Running, journal.Trials[^1].State);
        Assert.Equal(4, journal.Trials.Count);
        Assert.All(journal.Trials.SkipLast(1), t => Assert.Equal(TrialState.Completed, t.State));
    }

    [Fact]
    public async Task TuneAsync_GivenMaxRuntime_EndsWithWhatItHas()
    {
        using var folder = new TemporaryFolder();

        var tuned = await Curves.RunAsync(Hanging(folder).WithMaxRuntime(TimeSpan.FromSeconds(3)));

        Assert.Equal(TuningStopReason.MaxRuntime, tuned.StopReason);
        Assert.True(tuned.Duration < TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task TuneAsync_GivenParallelTrials_RunsAllAndReportsThemAsTheyGo()
    {
        using var folder = new TemporaryFolder();
        var seen = new List<TuningProgress>();

        var tuned = await Curves.RunAsync(Curves.Tuner(folder).WithMaxTrials(20).WithMaxParallelTrials(4), new Forward(seen.Add));

        Assert.Equal(Enumerable.Range(0, 20), tuned.Trials.Select(t => t.Number));
        Assert.All(tuned.Trials, t => Assert.Equal(4, t.Reports.Count));
        Assert.Equal(20 * (1 + 4 + 1), seen.Count);
        Assert.Equal(20, seen[^1].Ended);
        Assert.Equal(tuned.Best, seen[^1].Best);
    }

    [Fact]
    public async Task Progress_GivenLateListener_TellsTheTrialsSoFarFirst()
    {
        using var folder = new TemporaryFolder();
        await using var job = await Curves.Tuner(folder).WithMaxTrials(3).StartAsync(Curves.Data.Train, Curves.Data.Validation, cancellationToken: Token);
        await job.Completion;

        var told = new List<TuningProgress>();
        await foreach (var change in job.Progress.WithCancellation(Token))
        {
            told.Add(change);
        }

        Assert.Equal([0, 1, 2], told.Select(t => t.Trial.Number));
        Assert.All(told, t => Assert.Equal(TrialState.Completed, t.Trial.State));
    }

    /// <summary>Three trials that end, and one that runs for ever.</summary>
    private static HyperparameterTuner<CurveAlgorithm> Hanging(TemporaryFolder folder) => Curves
        .Tuner(folder, new CurveAlgorithm { Kind = CurveKind.Hangs, WrongBelow = 0.15 })
        .WithSampler(new PointsSampler(0.9, 0.4, 0.6, 0.1, 0.5)).WithMaxTrials(1000);

    private static bool IsHanging(TuningProgress progress) => progress.Trial is { State: TrialState.Running, Point: [< 0.15] };

    private static async Task UntilHangingAsync(TuningJob job)
    {
        await foreach (var change in job.Progress.WithCancellation(Token))
        {
            if (IsHanging(change))
            {
                return;
            }
        }
    }

    private sealed class Forward(Action<TuningProgress> report) : IProgress<TuningProgress>
    {
        public void Report(TuningProgress value) => report(value);
    }
}
