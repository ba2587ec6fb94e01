using Slipway.Tuning;

namespace Slipway.Docs.Tests.Snippets;

public class TuningSnippets : IClassFixture<SnippetFolder>
{
    private static readonly (DataChannel Train, DataChannel Validation) Wine =
        DataChannel.FromCsv("wine.csv").WithLabel("class").Split(0.7, seed: 1, stratified: true);

    [Fact]
    public async Task Tune_GivenWine_FindsGoodSettings()
    {
        var (train, validation) = Wine;
        #region tune
        var tuner = HyperparameterTuner.For(Estimator.For(new MlpClassifier { Epochs = 20, BatchSize = 16 }).WithOutput("jobs"))
            .Vary(a => a.LearningRate, ParameterRange.Log(1e-4, 1e-1))
            .Vary(a => a.Dropout, ParameterRange.Linear(0.0, 0.5))
            .Vary(a => a.HiddenLayers, ParameterRange.Choice<int[]>([16], [32], [32, 16]))
            .Vary(a => a.Optimizer, ParameterRange.Choice(Optimizer.Adam, Optimizer.Sgd))
            .When(a => a.Optimizer, Optimizer.Sgd, s => s.Vary(a => a.Momentum, ParameterRange.ReverseLog(0.5, 0.99)))
            .Maximize("validation:accuracy")
            .WithPruner(Pruner.Median())
            .WithMaxTrials(12)
            .WithSeed(1);

        TuningResult tuned = await tuner.TuneAsync(train, validation);

        Console.WriteLine($"{tuned.Best.Values[0]:0.000} with {tuned.BestAlgorithm}, ended because of {tuned.StopReason}");
        using var model = await tuned.LoadBestModelAsync(); // as it was trained in the search, not trained again
        #endregion

        Assert.Equal(12, tuned.Trials.Count);
        Assert.True((await model.EvaluateAsync(validation)).Metrics["accuracy"] > 0.9, tuned.ToString());
    }

    [Fact]
    public async Task TuneWatch_GivenSearch_TellsTrialsAsTheyGo()
    {
        var (train, validation) = Wine;
        var tuner = HyperparameterTuner.For(Estimator.For(new LinearClassifier()).WithOutput("jobs"))
            .Vary(a => a.L2, ParameterRange.Log(1e-6, 1.0)).Minimize("train:loss").WithMaxTrials(5);
        var lines = new List<string>();
        #region tune-watch
        await using var job = await tuner.StartAsync(train, validation);
        await foreach (var change in job.Progress)
        {
            if (change.Trial.State != TrialState.Running)
            {
                lines.Add($"trial {change.Trial.Number} {change.Trial.State}: {string.Join(", ", change.Trial.Values)}{change.Trial.Reason}");
            }
        }

        var tuned = await job.Completion; // job.Stop() ends it early, with the best so far
        #endregion

        Assert.Equal(5, lines.Count);
        Assert.Equal(TuningStopReason.MaxTrials, tuned.StopReason);
    }

    [Fact]
    public async Task TuneResume_GivenJournal_GoesOn()
    {
        var (train, validation) = Wine;
        var tuner = HyperparameterTuner.For(Estimator.For(new LinearClassifier()).WithOutput("jobs"))
            .Vary(a => a.L2, ParameterRange.Log(1e-6, 1.0)).Minimize("train:loss");
        #region tune-resume
        var first = await tuner.WithJournal("tuning/linear").WithMaxTrials(3).TuneAsync(train, validation);
        var second = await tuner.WithJournal("tuning/linear").WithMaxTrials(6).TuneAsync(train, validation); // three more

        var journal = await TuningJournal.ReadAsync("tuning/linear"); // from any process, also while a search writes it
        Console.WriteLine($"{journal.Trials.Count} trials by {journal.Sampler}");

        var other = await tuner.WithName("warm").WithWarmStart("tuning/linear").WithMaxTrials(2).TuneAsync(train, validation);
        #endregion

        Assert.Equal(first.Trials.Select(t => t.Point), second.Trials.Take(3).Select(t => t.Point));
        Assert.Equal(6, journal.Trials.Count);
        Assert.Equal(2, other.Trials.Count);
    }

    [Fact]
    public async Task TuneSeveral_GivenTwoAlgorithms_ChoosesOne()
    {
        var (train, validation) = Wine;
        #region tune-several
        var mlp = SearchSpace.For(Estimator.For(new MlpClassifier { Epochs = 10 }).WithOutput("jobs"))
            .Vary(a => a.LearningRate, ParameterRange.Log(1e-3, 1e-1));
        var boosting = SearchSpace.For(Estimator.For(new AdaBoostClassifier()).WithOutput("jobs"))
            .Vary(a => a.LearningRate, ParameterRange.Log(0.05, 1.0))
            .Vary(a => a.MaxDepth, ParameterRange.Linear(1, 4));

        var tuned = await HyperparameterTuner.For(mlp, boosting)
            .Maximize("validation:accuracy")
            .WithMaxTrials(10).WithMaxParallelTrials(2)
            .TuneAsync(train, validation);

        Console.WriteLine(tuned); // e.g. ... with algorithm = slipway.adaboost-classifier, ..., slipway.adaboost-classifier.MaxDepth = 2
        #endregion

        Assert.Equal(10, tuned.Trials.Count);
        Assert.Contains("algorithm = ", tuned.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TuneErrors_GivenWrongSettings_ListsThemAll()
    {
        #region tune-errors
        var error = Assert.Throws<TuningException>(() => HyperparameterTuner.For(Estimator.For(new MlpClassifier()))
            .Vary(a => a.LearningRate, ParameterRange.Log(0.0, 0.1)) // a logarithm of zero
            .Vary(a => a.Dropout, ParameterRange.Linear(0.0, 1.5)) // Dropout is less than 1
            .Maximize("validation:loss") // a loss is better when it is lower
            .Build());
        #endregion

        Assert.True(error.Problems.Count >= 3, error.Message);
    }
}
