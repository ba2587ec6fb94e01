using Slipway.Tuning;

namespace Slipway.Docs.Tests.Snippets;

public class ResumeSearchSnippets : IClassFixture<SnippetFolder>
{
    private static readonly (DataChannel Train, DataChannel Validation) Wine =
        DataChannel.FromCsv("wine.csv").WithLabel("class").Split(0.7, seed: 1, stratified: true);

    private static readonly SearchDefinition Definition = new(
        new ParameterSpace([new ContinuousParameter("temperature", 20, 90)]), [new Objective("yield", MetricDirection.Maximize)], Seed: 1);

    [Fact]
    public async Task Resume_GivenStoppedSearch_GoesOnAsIfItHadNotStopped()
    {
        var (train, validation) = Wine;
        #region resume-search
        var tuner = HyperparameterTuner.For(Estimator.For(new LinearClassifier()).WithOutput("jobs"))
            .Vary(a => a.L2, ParameterRange.Log(1e-6, 1.0)).Minimize("validation:loss")
            .WithJournal("tuning/wine.journal").WithMaxTrials(8).WithSeed(1);

        await using (var job = await tuner.StartAsync(train, validation))
        {
            await foreach (var change in job.Progress)
            {
                if (change.Trial is { Number: 2, State: TrialState.Completed })
                {
                    job.Stop(); // or Ctrl+C, or kill -9, or a loss of power
                }
            }

            var partly = await job.Completion;
            Console.WriteLine($"{partly.Trials.Count} trials, ended because of {partly.StopReason}");
        }

        var tuned = await tuner.TuneAsync(train, validation); // the same call again: the rest of the eight
        #endregion

        var undisturbed = await tuner.WithJournal("tuning/undisturbed.journal").TuneAsync(train, validation);
        Assert.Equal(8, tuned.Trials.Count);
        Assert.Equal(undisturbed.Trials.Select(t => t.Point), tuned.Trials.Select(t => t.Point));
        Assert.Equal(undisturbed.Best.Number, tuned.Best.Number);
    }

    [Fact]
    public async Task Resume_GivenAskAndTell_BeginsRunningTrialsAnew()
    {
        #region resume-ask-and-tell
        var options = new HyperparameterSearchOptions
        {
            Journal = "tuning/plant.journal",
            Identity = new Dictionary<string, string> { ["plant"] = "A" }, // another plant's journal is refused
        };
        using (var search = HyperparameterSearch.Create(Definition, Sampler.Tpe(), options: options))
        {
            var first = search.Ask()!;
            search.Tell(first.Number, Yield(first.Point[0]));
            search.Ask(); // and the process dies before the second is told
        }

        using (var search = HyperparameterSearch.Create(Definition, Sampler.Tpe(), options: options))
        {
            foreach (var trial in search.Trials.Where(t => t.State == TrialState.Running))
            {
                search.Restart(trial.Number); // same number, same point, no reports
                search.Tell(trial.Number, Yield(trial.Point[0]));
            }
        }
        #endregion

        var journal = await TuningJournal.ReadAsync("tuning/plant.journal");
        Assert.Equal(2, journal.Trials.Count);
        Assert.All(journal.Trials, t => Assert.Equal(TrialState.Completed, t.State));
        var other = options with { Identity = new Dictionary<string, string> { ["plant"] = "B" } };
        Assert.Throws<TuningJournalException>(() => HyperparameterSearch.Create(Definition, Sampler.Tpe(), options: other));
    }

    [Fact]
    public async Task Watch_GivenAWriter_ReadsBesideIt()
    {
        var options = new HyperparameterSearchOptions { Journal = "tuning/lab.journal" };
        using var writer = HyperparameterSearch.Create(Definition, Sampler.Random(), options: options);
        for (var i = 0; i < 3; i++)
        {
            var trial = writer.Ask()!;
            writer.Tell(trial.Number, Yield(trial.Point[0]));
        }

        var ended = new List<int>();
        #region resume-read
        var journal = await TuningJournal.ReadAsync("tuning/lab.journal"); // what is there now
        Console.WriteLine($"{journal.Trials.Count} trials by {journal.Sampler} since {journal.Created:u}");

        await foreach (var trial in TuningJournal.WatchAsync("tuning/lab.journal")) // every change from the first on, then as they come
        {
            if (trial.State != TrialState.Running)
            {
                ended.Add(trial.Number);
                if (ended.Count == 3)
                {
                    break; // it does not end by itself: the search may be resumed at any time
                }
            }
        }
        #endregion

        #region resume-in-use
        var error = Assert.Throws<TuningJournalException>(() => HyperparameterSearch.Create(Definition, Sampler.Random(), options: options));
        Console.WriteLine(error.Message); // Another search writes this journal (...). Wait for it to end, watch it by TuningJournal.WatchAsync, or ...
        #endregion

        Assert.Equal(3, journal.Trials.Count);
        Assert.Equal([0, 1, 2], ended);
        Assert.Contains("Another search writes this journal", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_GivenDamagedLine_NamesIt()
    {
        using (var search = HyperparameterSearch.Create(
            Definition, Sampler.Random(), options: new HyperparameterSearchOptions { Journal = "tuning/damaged.journal" }))
        {
            search.Tell(search.Ask()!.Number, 0.5);
        }

        var lines = await File.ReadAllLinesAsync("tuning/damaged.journal");
        lines[1] = lines[1].Replace('0', '1');
        await File.WriteAllLinesAsync("tuning/damaged.journal", lines);
        #region resume-damaged
        var error = await Assert.ThrowsAsync<TuningJournalException>(() => TuningJournal.ReadAsync("tuning/damaged.journal"));
        Console.WriteLine($"line {error.Line}: {error.Message}"); // ... The journal is damaged: the line does not match its checksum. Nothing was changed. ...
        #endregion

        Assert.Equal(2, error.Line);
        Assert.Contains("does not match its checksum", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WarmStart_GivenEarlierJournals_LearnsFromThem()
    {
        var (train, validation) = Wine;
        var tuner = HyperparameterTuner.For(Estimator.For(new LinearClassifier()).WithOutput("jobs"))
            .Vary(a => a.L2, ParameterRange.Log(1e-6, 1.0)).Minimize("validation:loss").WithMaxTrials(6);
        var first = await tuner.WithJournal("tuning/monday.journal").TuneAsync(train, validation);
        #region resume-warm-start
        var (part, _) = train.Split(0.7, seed: 2, stratified: true);
        var tuned = await tuner.WithJournal("tuning/tuesday.journal").WithWarmStart("tuning/monday.journal")
            .TuneAsync(part, validation); // other rows: the best five points of Monday are tried first
        #endregion

        Assert.Equal(first.Trials.OrderBy(t => t.Values[0]).ThenBy(t => t.Number).Take(5).Select(t => t.Point), tuned.Trials.Take(5).Select(t => t.Point));
        Assert.Equal(6, tuned.Trials.Count);
    }

    private static double Yield(double temperature) => Math.Exp(-Math.Pow((temperature - 60) / 30, 2));
}
