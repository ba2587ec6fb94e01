using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Tuner;

public class JournalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TuneAsync_GivenFinishedJournal_GivesTheSameResultWithoutTraining()
    {
        using var folder = new TemporaryFolder();
        var tuner = Curves.Tuner(folder, new CurveAlgorithm { StepLog = folder.File("steps") }).WithMaxTrials(5).WithJournal(folder.File("a/wine.journal"));
        var first = await Curves.RunAsync(tuner);
        var steps = new FileInfo(folder.File("steps")).Length;

        var second = await Curves.RunAsync(tuner);

        Assert.Equal("wine", first.Name);
        Assert.Equal(steps, new FileInfo(folder.File("steps")).Length);
        Assert.Equal(first.Trials.Select(t => (t.Number, t.Point, t.Values[0])), second.Trials.Select(t => (t.Number, t.Point, t.Values[0])));
        using var one = await first.LoadBestModelAsync(Token);
        using var two = await second.LoadBestModelAsync(Token);
        Assert.Equal(one.Digest, two.Digest);
    }

    [Fact]
    public async Task TuneAsync_GivenJournalAndMoreTrials_ProposesWhatAnUndisturbedSearchDoes()
    {
        using var folder = new TemporaryFolder();
        var tuner = Curves.Tuner(folder).WithJournal(folder.File("wine"));
        await Curves.RunAsync(tuner.WithMaxTrials(3));

        var resumed = await Curves.RunAsync(tuner.WithMaxTrials(9));
        var undisturbed = await Curves.RunAsync(tuner.WithJournal(folder.File("other")).WithMaxTrials(9));

        Assert.Equal(undisturbed.Trials.Select(t => t.Point), resumed.Trials.Select(t => t.Point));
        Assert.Equal(undisturbed.Trials.Select(t => t.Values[0]), resumed.Trials.Select(t => t.Values[0]));
    }

    [Fact]
    public async Task TuneAsync_GivenJournalOfAnotherSearch_SaysWhatDiffers()
    {
        using var folder = new TemporaryFolder();
        var tuner = Curves.Tuner(folder).WithJournal(folder.File("wine")).WithMaxTrials(2);
        await Curves.RunAsync(tuner);

        var seed = await Assert.ThrowsAsync<TuningJournalException>(() => Curves.RunAsync(tuner.WithSeed(2)));
        var space = await Assert.ThrowsAsync<TuningJournalException>(() => Curves.RunAsync(tuner.Vary(a => a.Y, ParameterRange.Linear(0, 2))));
        var objective = await Assert.ThrowsAsync<TuningJournalException>(() => Curves.RunAsync(tuner.Minimize("validation:cost")));
        var sampler = await Assert.ThrowsAsync<TuningJournalException>(() => Curves.RunAsync(tuner.WithSampler(new PointsSampler(0.5))));
        var data = await Assert.ThrowsAsync<TuningJournalException>(() => tuner.TuneAsync(Curves.Data.Train.Take(50), Curves.Data.Validation, cancellationToken: Token));
        var algorithm = await Assert.ThrowsAsync<TuningJournalException>(() => Curves.RunAsync(
            Curves.Tuner(folder, new CurveAlgorithm { Epochs = 5 }).WithJournal(folder.File("wine")).WithMaxTrials(2)));

        Assert.Contains("seed", seed.Message, StringComparison.Ordinal);
        Assert.Contains("The parameter Y: absent in the journal", space.Message, StringComparison.Ordinal);
        Assert.Contains("objectives", objective.Message, StringComparison.Ordinal);
        Assert.Contains("points(0.5)", sampler.Message, StringComparison.Ordinal);
        Assert.Contains("data of train", data.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("data of validation", data.Message, StringComparison.Ordinal);
        Assert.Contains("algorithm of test.curve", algorithm.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TuneAsync_GivenTwoSearchesOnOneJournal_RefusesTheSecond()
    {
        using var folder = new TemporaryFolder();
        var tuner = Curves.Tuner(folder, new CurveAlgorithm { Kind = CurveKind.Hangs, WrongBelow = 2 }).WithJournal(folder.File("wine"));
        await using var first = await tuner.StartAsync(Curves.Data.Train, Curves.Data.Validation, cancellationToken: Token);
        await foreach (var change in first.Progress.WithCancellation(Token))
        {
            Assert.Equal(TrialState.Running, change.Trial.State);
            break;
        }

        var error = await Assert.ThrowsAsync<TuningJournalException>(() => Curves.RunAsync(tuner));

        Assert.Contains("Another search writes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TuneAsync_GivenWarmStartFromTheSameSearch_CountsItsTrialsAsHistory()
    {
        using var folder = new TemporaryFolder();
        var tuner = Curves.Tuner(folder).WithMaxTrials(4);
        var earlier = await Curves.RunAsync(tuner.WithJournal(folder.File("earlier")));
        var seen = new Recorder();

        var tuned = await Curves.RunAsync(tuner.WithWarmStart(folder.File("earlier")).WithSampler(seen).WithName("warm"));

        Assert.Equal(earlier.Trials.Select(t => t.Values[0]), seen.History.Select(t => t.Values[0]));
        Assert.Equal([-4, -3, -2, -1], seen.History.Select(t => t.Number));
        Assert.Equal([0, 1, 2, 3], tuned.Trials.Select(t => t.Number));
    }

    [Fact]
    public async Task TuneAsync_GivenWarmStartFromOtherData_TriesItsBestPointsFirst()
    {
        using var folder = new TemporaryFolder();
        var tuner = Curves.Tuner(folder).WithMaxTrials(7);
        var earlier = await tuner.WithJournal(folder.File("earlier")).TuneAsync(SampleData.Wine.Split(0.5, seed: 5).Train, Curves.Data.Validation, cancellationToken: Token);

        var tuned = await Curves.RunAsync(tuner.WithWarmStart(folder.File("earlier")).WithJournal(folder.File("now")));
        var again = await Curves.RunAsync(tuner.WithWarmStart(folder.File("earlier")).WithJournal(folder.File("now")));

        Assert.Equal(earlier.Trials.OrderByDescending(t => t.Values[0]).Take(5).Select(t => t.Point), tuned.Trials.Take(5).Select(t => t.Point));
        Assert.Equal(tuned.Trials.Select(t => t.Point), again.Trials.Select(t => t.Point));
    }

    [Fact]
    public async Task TuneAsync_GivenWarmStartFromMissingJournal_SaysSo()
    {
        using var folder = new TemporaryFolder();

        var error = await Assert.ThrowsAsync<TuningJournalException>(() => Curves.RunAsync(Curves.Tuner(folder).WithWarmStart(folder.File("nothing"))));

        Assert.Contains("nothing", error.Journal, StringComparison.Ordinal);
    }

    /// <summary>Remembers what history its first proposal was given.</summary>
    private sealed class Recorder : ISampler, ISamplerSession
    {
        public IReadOnlyList<Trial> History { get; private set; } = [];

        public string Description => "recorder";

        public IEnumerable<string> FindProblems(SearchDefinition search) => [];

        public ISamplerSession Open(SearchDefinition search) => this;

        public ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials)
        {
            if (number == 0)
            {
                History = trials;
            }

            return new ParameterPoint([0.5]);
        }
    }
}
