using Slipway.Tuning;

namespace Slipway.Docs.Tests.Snippets;

public class PruningSnippets : IClassFixture<SnippetFolder>
{
    private static readonly (DataChannel Train, DataChannel Validation) Wine =
        DataChannel.FromCsv("wine.csv").WithLabel("class").Split(0.7, seed: 1, stratified: true);

    private static HyperparameterTuner<MlpClassifier> Tuner => HyperparameterTuner
        .For(Estimator.For(new MlpClassifier { Epochs = 20, BatchSize = 16 }).WithOutput("jobs"))
        .Vary(a => a.LearningRate, ParameterRange.Log(1e-5, 1e-1)).Minimize("validation:loss").WithSampler(Sampler.Random()).WithMaxTrials(20).WithSeed(1);

    [Fact]
    public async Task Prune_GivenMedian_GivesUpTrialsThatAreBehind()
    {
        var (train, validation) = Wine;
        #region prune
        var tuner = HyperparameterTuner.For(Estimator.For(new MlpClassifier { Epochs = 20, BatchSize = 16 }).WithOutput("jobs"))
            .Vary(a => a.LearningRate, ParameterRange.Log(1e-5, 1e-1))
            .Minimize("validation:loss") // the first objective is what pruners see
            .WithPruner(Pruner.Median(startupTrials: 4, warmUpSteps: 3))
            .WithMaxTrials(20);

        var tuned = await tuner.TuneAsync(train, validation);
        foreach (var trial in tuned.Trials.Where(t => t.State == TrialState.Pruned))
        {
            Console.WriteLine($"trial {trial.Number} after epoch {trial.Reports[^1].Step}: {trial.Reason}");
        }
        #endregion

        var pruned = tuned.Trials.Where(t => t.State == TrialState.Pruned).ToList();
        Assert.NotEmpty(pruned);
        Assert.All(pruned, t => Assert.InRange(t.Reports[^1].Step, 4, 20));
        Assert.True(tuned.Trials.Take(4).All(t => t.State == TrialState.Completed));
    }

    [Fact]
    public async Task Prune_GivenOtherRules_FollowsThem()
    {
        var (train, validation) = Wine;
        var tuner = Tuner;
        #region prune-rules
        var quarter = tuner.WithPruner(Pruner.Percentile(25));                                    // stricter than the median
        var halving = tuner.WithPruner(Pruner.SuccessiveHalving(minResource: 2, reductionFactor: 3)); // judged after 2, 6, 18 epochs
        var hyperband = tuner.WithPruner(Pruner.Hyperband(minResource: 2, maxResource: 20));
        var patience = tuner.WithPruner(Pruner.Patience(steps: 3, inner: Pruner.Median()));       // both must agree
        var threshold = tuner.WithPruner(Pruner.Threshold(upper: 1.0, warmUpSteps: 5));           // worse than a guess
        #endregion

        Assert.All([quarter, hyperband, patience], t => Assert.Null(Record.Exception(t.Build)));
        var halved = await halving.TuneAsync(train, validation);
        var bounded = await threshold.TuneAsync(train, validation);
        Assert.Contains(halved.Trials, t => t.State == TrialState.Pruned);
        Assert.All(halved.Trials.Where(t => t.State == TrialState.Pruned), t => Assert.Contains(t.Reports[^1].Step, new[] { 2, 6, 18 }));
        Assert.All(bounded.Trials, t => Assert.Equal(
            t.Reports.Any(r => r.Step > 5 && r.Value > 1.0), t.State == TrialState.Pruned));
        Assert.Contains(bounded.Trials, t => t.State == TrialState.Pruned);
    }
}
