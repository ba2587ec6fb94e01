using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Tuner;

public class TrialRunningTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TuneAsync_GivenPruner_EndsTheTrialWithinOneBatchAndWritesNoModel()
    {
        using var folder = new TemporaryFolder();
        var steps = folder.File("steps");
        var tuner = Curves.Tuner(folder, new CurveAlgorithm { Epochs = 50, StepsPerEpoch = 7, StepLog = steps })
            .WithPruner(new AfterStep(3)).WithMaxTrials(2).WithModelsKept(KeepModels.All);

        var error = await Assert.ThrowsAsync<TuningFailedException>(() => Curves.RunAsync(tuner));

        Assert.Equal(2 * 3 * 7, (await File.ReadAllTextAsync(steps, Token)).Length);
        Assert.All(error.Trials, t => Assert.Equal((TrialState.Pruned, "enough", 3), (t.State, t.Reason, t.Reports.Count)));
        Assert.Empty(Directory.GetFiles(folder.Root, "model.tar.gz", SearchOption.AllDirectories));
        Assert.Contains("without a completed trial", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TuneAsync_GivenBackendThatOnlyTellsEvents_PrunesAndCompletesAsWell()
    {
        using var folder = new TemporaryFolder();
        var tuner = HyperparameterTuner.For(Curves.Estimator(folder, new CurveAlgorithm { Epochs = 30 }).OnBackend(new EventsOnlyBackend()))
            .Vary(a => a.X, ParameterRange.Linear(0.0, 1.0)).Maximize("validation:score").WithSampler(Sampler.Random()).WithMaxTrials(6).WithSeed(1);

        var whole = await Curves.RunAsync(tuner);
        var pruned = await Curves.RunAsync(tuner.WithPruner(Pruner.Threshold(lower: 0.75, warmUpSteps: 20)));
        var here = await Curves.RunAsync(HyperparameterTuner.For(Curves.Estimator(folder, new CurveAlgorithm { Epochs = 30 }))
            .Vary(a => a.X, ParameterRange.Linear(0.0, 1.0)).Maximize("validation:score").WithSampler(Sampler.Random()).WithMaxTrials(6).WithSeed(1));

        Assert.All(whole.Trials, t => Assert.Equal(30, t.Reports.Count));
        Assert.Equal(here.Trials.Select(t => t.Values[0]), whole.Trials.Select(t => t.Values[0]));
        Assert.Contains(pruned.Trials, t => t.State == TrialState.Pruned);
        Assert.Equal(whole.Best.Number, pruned.Best.Number);
    }

    [Fact]
    public async Task TuneAsync_GivenEarlyStoppingThatKeepsTheBest_ValuesTheModelThatWasKept()
    {
        using var folder = new TemporaryFolder();
        var estimator = Estimator.For(new MlpClassifier
        {
            HiddenLayers = [32],
            Epochs = 40,
            BatchSize = 8,
            EarlyStopping = new EarlyStopping { Metric = "validation:loss", Patience = 4 },
        }).WithOutput(folder.Root);
        var tuner = HyperparameterTuner.For(estimator).Vary(a => a.LearningRate, ParameterRange.Log(0.02, 0.2))
            .Minimize("validation:loss").WithSampler(Sampler.Random()).WithMaxTrials(3).WithModelsKept(KeepModels.All);

        var tuned = await Curves.RunAsync(tuner);

        foreach (var trial in tuned.Trials)
        {
            using var model = await tuned.LoadModelAsync(trial, Token);
            var report = await model.EvaluateAsync(Curves.Data.Validation, cancellationToken: Token);
            Assert.Equal(trial.Reports.Min(r => r.Value), trial.Values[0]);
            Assert.Equal(report.Metrics["log_loss"], trial.Values[0], 5);
            Assert.Equal(trial.Values[0], model.Metrics.Single(m => m.Name == "validation:loss").Value);
        }

        Assert.Contains(tuned.Trials, t => t.Reports[^1].Value > t.Values[0]);
    }

    [Theory]
    [InlineData("Diverges", "training diverged")]
    [InlineData("Throws", "X is too small")]
    [InlineData("Silent", "without reporting validation:score; it reported nothing")]
    public async Task TuneAsync_GivenSomeTrialsThatGoWrong_RecordsThemAndGoesOn(string kind, string reason)
    {
        using var folder = new TemporaryFolder();
        var algorithm = new CurveAlgorithm { Kind = Enum.Parse<CurveKind>(kind), WrongBelow = 0.5 };

        var tuned = await Curves.RunAsync(Curves.Tuner(folder, algorithm).WithMaxTrials(10).WithMaxConsecutiveFailures(10));

        var failed = tuned.Trials.Where(t => t.State == TrialState.Failed).ToList();
        Assert.Equal(tuned.Trials.Count(t => t.Point[0] < 0.5), failed.Count);
        Assert.InRange(failed.Count, 1, 9);
        Assert.All(failed, t => Assert.Contains(reason, t.Reason!, StringComparison.Ordinal));
        Assert.True(tuned.Best.Point[0] >= 0.5);
    }

    [Fact]
    public async Task TuneAsync_GivenHyperparametersThatDoNotGoTogether_FailsThatTrialOnly()
    {
        using var folder = new TemporaryFolder();
        var tuner = Curves.Tuner(folder, new CurveAlgorithm { Kind = CurveKind.Throws }).Vary(a => a.Flag, ParameterRange.Boolean()).WithMaxTrials(8)
            .WithMaxConsecutiveFailures(8);

        var tuned = await Curves.RunAsync(tuner);

        Assert.Equal(tuned.Trials.Where(t => t.Point[1] == 1), tuned.Trials.Where(t => t.State == TrialState.Failed));
        Assert.Contains(tuned.Trials, t => t.Reason?.Contains("false when Kind is Throws", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task TuneAsync_GivenAllTrialsThatFail_EndsAtTheLimitAndNamesTheFirstCauses()
    {
        using var folder = new TemporaryFolder();
        var tuner = Curves.Tuner(folder, new CurveAlgorithm { Kind = CurveKind.Throws, WrongBelow = 2 }).WithMaxTrials(50).WithMaxConsecutiveFailures(4);

        var error = await Assert.ThrowsAsync<TuningFailedException>(() => Curves.RunAsync(tuner));

        Assert.Equal(4, error.Trials.Count);
        Assert.Null(error.Result);
        Assert.Contains("4 trials in a row failed", error.Message, StringComparison.Ordinal);
        Assert.Contains("X is too small: a bit.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TuneAsync_GivenMetricThatIsNeverReported_SaysWhatWas()
    {
        using var folder = new TemporaryFolder();
        var tuner = HyperparameterTuner.For(Curves.Estimator(folder)).Vary(a => a.X, ParameterRange.Linear(0.0, 1.0)).Minimize("validation:never").WithSampler(Sampler.Random());

        var error = await Assert.ThrowsAsync<TuningFailedException>(() => Curves.RunAsync(tuner));

        Assert.Contains("validation:never", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TuneAsync_GivenTwoObjectives_KeepsTheModelsOfTheFront()
    {
        using var folder = new TemporaryFolder();
        var tuner = Curves.Tuner(folder).Vary(a => a.Y, ParameterRange.Linear(0, 5)).Minimize("validation:cost").WithMaxTrials(12);

        var tuned = await Curves.RunAsync(tuner);

        Assert.All(tuned.Trials, t => Assert.Equal(2, t.Values.Count));
        Assert.Contains(tuned.Best, tuned.ParetoFront);
        Assert.Equal(
            tuned.ParetoFront.Select(t => Path.Combine(tuned.JobDirectoryOf(t), "output", "model.tar.gz")).Order(StringComparer.Ordinal),
            Directory.GetFiles(folder.Root, "model.tar.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task TuneAsync_GivenSeveralAlgorithms_TrainsBothAndLoadsTheBest()
    {
        using var folder = new TemporaryFolder();
        var tuner = HyperparameterTuner.For(
                SearchSpace.For(Estimator.For(new LinearClassifier()).WithOutput(folder.Root)).Vary(a => a.L2, ParameterRange.Log(1e-6, 1e-1)),
                SearchSpace.For(Estimator.For(new MlpClassifier { Epochs = 5 }).WithOutput(folder.Root)).Vary(a => a.LearningRate, ParameterRange.Log(1e-3, 1e-1)))
            .Minimize("train:loss").WithSampler(Sampler.Random()).WithMaxTrials(8).WithMaxParallelTrials(2);

        var tuned = await Curves.RunAsync(tuner);

        using var model = await tuned.LoadBestModelAsync(Token);
        Assert.Equal(2, tuned.Trials.Select(t => tuned.AlgorithmOf(t).GetType()).Distinct().Count());
        Assert.True(model.Algorithm.SameAs(tuned.BestAlgorithm));
    }

    /// <summary>Gives every trial up at a step.</summary>
    private sealed class AfterStep(int step) : IPruner, IPrunerSession
    {
        public string Description => "after-step";

        public IEnumerable<string> FindProblems(SearchDefinition search) => [];

        public IPrunerSession Open(SearchDefinition search) => this;

        public string? ShouldPrune(Trial trial, IReadOnlyList<Trial> trials) => trial.Reports[^1].Step >= step ? "enough" : null;
    }
}
