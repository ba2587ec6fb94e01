using Slipway.Tuning;

namespace Slipway.Testing.Tests;

public sealed class SimulatedBackendTests
{
    private static readonly DataChannel Rows = DataChannel.From(
        [new Row(1, "a"), new Row(2, "b"), new Row(3, "a"), new Row(4, "b")]).WithLabel(nameof(Row.Label));

    [Fact]
    public async Task TuneAsync_GivenTenThousandTrials_RunsThemInVirtualTimeWithFlatMemory()
    {
        // given a search of ten thousand jobs of five hours each
        using var folder = new Folder();
        var backend = new SimulatedBackend(spec => Training((LinearClassifier)spec.Algorithm, TimeSpan.FromHours(1)));
        var tuner = Tuner(backend, folder).WithSampler(Sampler.Random()).WithMaxTrials(10_000).WithJournal(Path.Combine(folder.Root, "journal"));

        // when
        var start = backend.Clock.GetUtcNow();
        var result = await tuner.TuneAsync(Rows, Rows, cancellationToken: TestContext.Current.CancellationToken);

        // then
        Assert.Equal(10_000, result.Trials.Count);
        Assert.All(result.Trials, t => Assert.Equal(TrialState.Completed, t.State));
        Assert.Equal(TimeSpan.FromHours(50_000), backend.Clock.GetUtcNow() - start);
        Assert.InRange(result.Best.Values[0], 0.1, 0.12);

        // and the journal opens quickly
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var journal = await TuningJournal.ReadAsync(Path.Combine(folder.Root, "journal"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(10_000, journal.Trials.Count);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"opening took {watch.Elapsed}");
    }

    [Fact]
    public async Task TuneAsync_GivenPrunerAndFourSlots_SavesMostReports()
    {
        // given
        using var folder = new Folder();
        var backend = new SimulatedBackend(spec => Training((LinearClassifier)spec.Algorithm, TimeSpan.FromMinutes(1), steps: 27), slots: 4);
        var tuner = Tuner(backend, folder).WithSampler(Sampler.Random()).WithPruner(Pruner.SuccessiveHalving()).WithMaxTrials(120).WithMaxParallelTrials(4);

        // when
        var result = await tuner.TuneAsync(Rows, Rows, cancellationToken: TestContext.Current.CancellationToken);

        // then
        Assert.Equal(120, result.Trials.Count);
        Assert.True(backend.Reported < 120 * 27 / 2, $"{backend.Reported} reports of {120 * 27}");
        Assert.Contains(result.Trials, t => t.State == TrialState.Pruned);
        Assert.InRange(result.Best.Values[0], 0.1, 0.2);
    }

    [Fact]
    public async Task TuneAsync_GivenJobsThatFail_RecordsTheirReason()
    {
        // given every third job fails
        using var folder = new Folder();
        var count = 0;
        var backend = new SimulatedBackend(spec => Training((LinearClassifier)spec.Algorithm, TimeSpan.FromMinutes(1)) with { Failure = count++ % 3 == 1 ? "out of memory" : null });

        // when
        var result = await Tuner(backend, folder).WithSampler(Sampler.Random()).WithMaxTrials(9)
            .TuneAsync(Rows, Rows, cancellationToken: TestContext.Current.CancellationToken);

        // then
        Assert.Equal(3, result.Trials.Count(t => t.State == TrialState.Failed && t.Reason!.Contains("out of memory", StringComparison.Ordinal)));
    }

    [Fact]
    public void AdvanceTo_GivenTimers_FiresThemInOrder()
    {
        // given
        var clock = new VirtualClock();
        var start = clock.GetUtcNow();
        var fired = new List<string>();
        using var late = clock.CreateTimer(_ => fired.Add($"late {clock.GetUtcNow() - start:mm}"), null, TimeSpan.FromMinutes(5), Timeout.InfiniteTimeSpan);
        using var often = clock.CreateTimer(_ => fired.Add($"often {clock.GetUtcNow() - start:mm}"), null, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2));
        using var never = clock.CreateTimer(_ => fired.Add("never"), null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
        never.Dispose();

        // when
        clock.AdvanceTo(start.AddMinutes(6));
        clock.AdvanceTo(start.AddMinutes(3));

        // then
        Assert.Equal(["often 02", "often 04", "late 05", "often 06"], fired);
        Assert.Equal(start.AddMinutes(6), clock.GetUtcNow());
    }

    private static HyperparameterTuner<LinearClassifier> Tuner(SimulatedBackend backend, Folder folder) => HyperparameterTuner
        .For(Estimator.For(new LinearClassifier()).OnBackend(backend).WithOutput(folder.Root).WithServices(SlipwayServices.Default.WithClock(backend.Clock)))
        .Vary(a => a.L2, ParameterRange.Log(1e-6, 1.0)).Minimize("validation:loss").WithMaxConsecutiveFailures(20);

    /// <summary>A learning curve that ends the lower, the nearer the penalty is to 0.001.</summary>
    private static SimulatedTraining Training(LinearClassifier algorithm, TimeSpan step, int steps = 5)
    {
        var end = 0.1 + (0.1 * Math.Abs(Math.Log10(algorithm.L2) + 3));
        return new SimulatedTraining { StepDuration = step, Values = [.. Enumerable.Range(1, steps).Select(s => end + (1.0 / s) - (1.0 / steps))] };
    }

    private sealed record Row(float X, string Label);

    private sealed class Folder : IDisposable
    {
        public string Root { get; } = Directory.CreateTempSubdirectory("slipway-test-").FullName;

        public void Dispose() => Directory.Delete(Root, recursive: true);
    }
}
