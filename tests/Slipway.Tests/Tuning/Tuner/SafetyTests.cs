using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Tuner;

/// <summary>What a search must not harm, and what must not harm a search.</summary>
public class SafetyTests
{
    private static readonly (DataChannel Train, DataChannel Validation) Wine = SampleData.Wine.Split(0.7, seed: 1, stratified: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TuneAsync_GivenFoldersOfTheUsersBesideTheJobs_LeavesThem()
    {
        // given
        using var folder = new TemporaryFolder();
        string[] folders = ["search-data", "search-keep.spill", "search-0123.spill"];
        foreach (var name in folders)
        {
            Directory.CreateDirectory(folder.File(name));
            await File.WriteAllTextAsync(Path.Combine(folder.File(name), "mine.txt"), "mine", Token);
        }

        // when
        await Tuner(folder).WithName("search").WithJournal(folder.File("journal")).WithMaxTrials(2).TuneAsync(Wine.Train, Wine.Validation, cancellationToken: Token);

        // then
        Assert.All(folders, name => Assert.True(File.Exists(Path.Combine(folder.File(name), "mine.txt")), name));
    }

    [Fact]
    public async Task TuneAsync_GivenJobsOfAnotherSearchOfThisName_RefusesThem()
    {
        // given a search without a journal: nothing says what its jobs were trained on
        using var folder = new TemporaryFolder();
        await Tuner(folder).WithName("search").WithMaxTrials(2).TuneAsync(Wine.Train, Wine.Validation, cancellationToken: Token);

        // when
        var error = await Assert.ThrowsAsync<TuningException>(() => Tuner(folder).WithName("search").WithMaxTrials(2)
            .TuneAsync(Wine.Train, Wine.Validation, cancellationToken: Token));

        // then
        Assert.Contains("another search named 'search'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TuneAsync_GivenProgressThatThrows_GoesOnWithoutIt()
    {
        // given
        using var folder = new TemporaryFolder();
        var progress = new Throwing();

        // when
        var tuned = await Tuner(folder).WithMaxTrials(3).TuneAsync(Wine.Train, Wine.Validation, progress, Token);

        // then
        Assert.Equal(1, progress.Calls);
        Assert.All(tuned.Trials, t => Assert.Equal(TrialState.Completed, t.State));
    }

    [Fact]
    public async Task TuneAsync_GivenTrialsThatEndTogether_KeepsTheBestModel()
    {
        using var folder = new TemporaryFolder();

        var tuned = await Tuner(folder).WithMaxTrials(12).WithMaxParallelTrials(2).TuneAsync(Wine.Train, Wine.Validation, cancellationToken: Token);

        using var model = await tuned.LoadBestModelAsync(Token);
        Assert.Equal(tuned.Best.Values[0], model.Metrics.Last(m => m.Name == "validation:accuracy").Value);
        Assert.Single(Directory.GetFiles(folder.Root, "model.tar.gz", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task TuneAsync_GivenModelsThatAKilledSearchLeft_TidiesThem()
    {
        // given a search of which all models are still there
        using var folder = new TemporaryFolder();
        var tuner = Tuner(folder).WithJournal(folder.File("journal")).WithMaxTrials(4);
        await tuner.WithModelsKept(KeepModels.All).TuneAsync(Wine.Train, Wine.Validation, cancellationToken: Token);

        // when
        var tuned = await tuner.TuneAsync(Wine.Train, Wine.Validation, cancellationToken: Token);

        // then
        Assert.Equal(
            [Path.Combine(tuned.JobDirectoryOf(tuned.Best), "output", "model.tar.gz")],
            Directory.GetFiles(folder.Root, "model.tar.gz", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task TuneAsync_GivenJournalThatLostItsLastLines_TakesItsOwnJobsOver()
    {
        // given a journal as after a loss of power: trial 2 was asked for, and its job is there, but no line says so
        using var folder = new TemporaryFolder();
        var tuner = Tuner(folder).WithJournal(folder.File("journal")).WithMaxTrials(3);
        var undisturbed = await tuner.TuneAsync(Wine.Train, Wine.Validation, cancellationToken: Token);
        var lines = await File.ReadAllLinesAsync(folder.File("journal"), Token);
        var kept = lines.TakeWhile(l => !(l.Contains("\"asked\"", StringComparison.Ordinal) && l.Contains("\"trial\":2", StringComparison.Ordinal))).ToList();
        Assert.InRange(kept.Count, 3, lines.Length - 1);
        await File.WriteAllTextAsync(folder.File("journal"), string.Concat(kept.Select(l => l + "\n")), Token);

        // when
        var resumed = await tuner.TuneAsync(Wine.Train, Wine.Validation, cancellationToken: Token);

        // then
        Assert.Equal(undisturbed.Trials.Select(t => (t.Point, t.Values[0])), resumed.Trials.Select(t => (t.Point, t.Values[0])));
    }

    [Fact]
    public async Task TuneAsync_GivenEarlierJournalThatIsGone_ResumesWithWhatItTook()
    {
        // given a search that began with the points of another one
        using var folder = new TemporaryFolder();
        var (other, _) = SampleData.Wine.Split(0.5, seed: 9, stratified: true);
        await Tuner(folder).WithName("earlier").WithJournal(folder.File("earlier")).WithMaxTrials(3).TuneAsync(other, Wine.Validation, cancellationToken: Token);
        var tuner = Tuner(folder).WithJournal(folder.File("journal")).WithWarmStart(folder.File("earlier"));
        var first = await tuner.WithMaxTrials(2).TuneAsync(Wine.Train, Wine.Validation, cancellationToken: Token);
        File.Delete(folder.File("earlier"));

        // when
        var resumed = await tuner.WithMaxTrials(5).TuneAsync(Wine.Train, Wine.Validation, cancellationToken: Token);

        // then
        Assert.Equal(first.Trials.Select(t => t.Point), resumed.Trials.Take(2).Select(t => t.Point));
        Assert.Equal(5, resumed.Trials.Count);
    }

    [Fact]
    public void Choice_GivenArrayThatChangesLater_KeepsItsValues()
    {
        int[] layers = [32];
        var range = ParameterRange.Choice<int[]>(layers, [64]);

        layers[0] = 7;

        Assert.Equal([32], range.Choices[0]);
    }

    [Fact]
    public async Task Build_GivenSettingsThatCannotWork_NamesThemAllAtOnce()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("earlier"), "", Token);

        var error = Assert.Throws<TuningException>(() => HyperparameterTuner.For(Estimator.For(new MlpClassifier()))
            .Vary(a => a.LearningRate, ParameterRange.Log(0.0, 0.1))
            .WithMaxRuntime(TimeSpan.FromDays(60)).WithSampler(Sampler.Grid(3)).WithWarmStart(folder.File("earlier")).Build());

        foreach (var part in new[] { "logarithmic", "no objective", "at most 49 days", "Sampler.Grid" })
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Journal_GivenLinkToIt_IsOneJournal()
    {
        // given
        using var folder = new TemporaryFolder();
        var tuner = Tuner(folder).WithMaxTrials(2);
        await tuner.WithJournal(folder.File("journal")).TuneAsync(Wine.Train, Wine.Validation, cancellationToken: Token);
        File.CreateSymbolicLink(folder.File("link"), folder.File("journal"));
        using var held = new FileStream(folder.File("journal.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        // when, then
        await Assert.ThrowsAsync<TuningJournalException>(() => tuner.WithJournal(folder.File("link")).WithName("journal")
            .TuneAsync(Wine.Train, Wine.Validation, cancellationToken: Token));
    }

    private static HyperparameterTuner<LinearClassifier> Tuner(TemporaryFolder folder) => HyperparameterTuner
        .For(Estimator.For(new LinearClassifier()).WithOutput(folder.Root))
        .Vary(a => a.L2, ParameterRange.Log(1e-6, 1.0)).Maximize("validation:accuracy").WithSampler(Sampler.Random());

    private sealed class Throwing : IProgress<TuningProgress>
    {
        public int Calls { get; private set; }

        public void Report(TuningProgress value)
        {
            Calls++;
            throw new InvalidOperationException("no terminal");
        }
    }
}
