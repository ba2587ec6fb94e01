namespace Slipway.Tests.Tuning.Tuner;

public class BuildTests
{
    [Fact]
    public void Build_GivenEverythingWrong_ReportsAllAtOnce()
    {
        var tuner = HyperparameterTuner.For(Estimator.For(new CurveAlgorithm { Epochs = 0 }))
            .Vary(a => a.X, ParameterRange.Log(0, 2.0))
            .Vary(a => a.Y, ParameterRange.Linear(5, 20))
            .Vary(a => a.Y, ParameterRange.Linear(9, 8))
            .Vary(a => a.Kind, ParameterRange.Choice(CurveKind.Silent, CurveKind.Silent))
            .Maximize("validation:cost").Minimize("validation:nothing")
            .WithMaxTrials(0).WithMaxParallelTrials(0).WithMaxConsecutiveFailures(0).WithMaxRuntime(TimeSpan.Zero)
            .WithTargetValue(double.NaN).WithNoImprovementStop(0).WithConvergenceStop(1, -1).WithName("not a name");

        var error = Assert.Throws<TuningException>(() => tuner.Build());

        foreach (var part in new[]
        {
            "logarithmic", "range of X is 2", "range of Y is 20", "[9, 8]", "Y is varied twice", "'Silent' 2 times", "Epochs is 0",
            "validation:cost of test.curve is better when it is lower; use Minimize", "does not emit validation:nothing",
            "WithMaxTrials is 0", "WithMaxParallelTrials is 0", "WithMaxConsecutiveFailures is 0", "WithMaxRuntime", "WithTargetValue is NaN",
            "WithNoImprovementStop is 0", "WithConvergenceStop is 1", "tolerance of WithConvergenceStop is -1", "needs a single objective", "WithName is 'not a name'",
        })
        {
            Assert.Contains(error.Problems, p => p.Contains(part, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Build_GivenNoObjectiveAndNoParameter_SaysBoth()
    {
        var noParameter = Assert.Throws<TuningException>(() => HyperparameterTuner.For(Estimator.For(new CurveAlgorithm())).Maximize("validation:score").Build());
        var noObjective = Assert.Throws<TuningException>(
            () => HyperparameterTuner.For(Estimator.For(new CurveAlgorithm())).Vary(a => a.X, ParameterRange.Linear(0.0, 1.0)).Build());
        var nothing = Assert.Throws<TuningException>(() => HyperparameterTuner.For().Build());

        Assert.Contains("no parameters", noParameter.Message, StringComparison.Ordinal);
        Assert.Contains("no objective", noObjective.Message, StringComparison.Ordinal);
        Assert.Contains("no search space", nothing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_GivenSameAlgorithmTwice_AsksForNames()
    {
        var space = SearchSpace.For(Estimator.For(new CurveAlgorithm())).Vary(a => a.X, ParameterRange.Linear(0.0, 1.0));

        var error = Assert.Throws<TuningException>(() => HyperparameterTuner.For(space, space).Maximize("validation:score").Build());
        var named = HyperparameterTuner.For(space.WithName("one"), space.WithName("two")).Maximize("validation:score").Build();

        Assert.Contains("WithName", error.Message, StringComparison.Ordinal);
        Assert.Equal(["one", "two"], named.Spaces.Select(s => s.Name));
    }

    [Fact]
    public async Task StartAsync_GivenObjectiveOnMissingChannelAndNoLabel_SaysBoth()
    {
        using var folder = new TemporaryFolder();

        var error = await Assert.ThrowsAsync<TuningException>(
            () => Curves.Tuner(folder).StartAsync(SampleData.Wine.WithoutLabel(), cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(2, error.Problems.Count);
        Assert.Contains("validation channel", error.Message, StringComparison.Ordinal);
        Assert.Contains("WithLabel", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public async Task DryRunAsync_GivenTuner_EstimatesAndLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        var tuner = HyperparameterTuner.For(Estimator.For(new MlpClassifier { Epochs = 5 }).WithOutput(folder.Root))
            .Vary(a => a.LearningRate, ParameterRange.Log(1e-4, 1e-1)).Maximize("validation:accuracy").WithMaxTrials(7);

        var report = await tuner.DryRunAsync(Curves.Data.Train, Curves.Data.Validation, TestContext.Current.CancellationToken);

        Assert.Equal(7, report.Trials);
        Assert.True(report.EstimatedDuration > TimeSpan.Zero);
        Assert.Equal("slipway.mlp-classifier", Assert.Single(report.Algorithms).Key);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }
}
