using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Tuner;

/// <summary>Whole searches on real tables.</summary>
public class TuneTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TuneAsync_GivenRealTable_FindsGoodModelAndKeepsOnlyIt()
    {
        using var folder = new TemporaryFolder();
        var (train, validation) = SampleData.Wine.Split(0.7, seed: 1, stratified: true);

        var tuned = await Wine(folder).WithMaxTrials(8).TuneAsync(train, validation, cancellationToken: Token);

        using var model = await tuned.LoadBestModelAsync(Token);
        var report = await model.EvaluateAsync(validation, cancellationToken: Token);
        Assert.Equal(8, tuned.Trials.Count);
        Assert.Equal(TuningStopReason.MaxTrials, tuned.StopReason);
        Assert.All(tuned.Trials, t => Assert.Equal(TrialState.Completed, t.State));
        Assert.Equal(tuned.Trials.Max(t => t.Values[0]), tuned.Best.Values[0]);
        Assert.Equal(tuned.Best.Values[0], report.Metrics["accuracy"], 12);
        Assert.True(report.Metrics["accuracy"] > 0.94, tuned.ToString());
        Assert.True(tuned.BestAlgorithm.SameAs(model.Algorithm));
        Assert.Equal(
            [Path.Combine(tuned.JobDirectoryOf(tuned.Best), "output", "model.tar.gz")],
            Directory.GetFiles(folder.Root, "model.tar.gz", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetDirectories(folder.Root, "*-data"));
    }

    [Fact]
    public async Task TuneAsync_GivenSameSeed_ProposesTheSameAndTrainsTheSameModel()
    {
        using var folder = new TemporaryFolder();
        var (train, validation) = SampleData.Wine.Split(0.7, seed: 1, stratified: true);
        var tuner = Wine(folder).WithMaxTrials(4).WithSeed(11);

        var one = await tuner.TuneAsync(train, validation, cancellationToken: Token);
        var two = await tuner.TuneAsync(train, validation, cancellationToken: Token);
        var other = await tuner.WithSeed(12).TuneAsync(train, validation, cancellationToken: Token);

        using var first = await one.LoadBestModelAsync(Token);
        using var second = await two.LoadBestModelAsync(Token);
        Assert.Equal(one.Trials.Select(t => t.Point), two.Trials.Select(t => t.Point));
        Assert.Equal(one.Trials.Select(t => t.Values[0]), two.Trials.Select(t => t.Values[0]));
        Assert.Equal(first.Digest, second.Digest);
        Assert.NotEqual(one.Trials.Select(t => t.Point), other.Trials.Select(t => t.Point));
    }

    [Fact]
    public async Task TuneAsync_GivenTrialsThatShareTheirData_TrainsWhatEachJobAloneTrains()
    {
        using var folder = new TemporaryFolder();
        var (train, validation) = SampleData.Wine.Split(0.7, seed: 1, stratified: true);
        var tuner = Wine(folder).WithMaxTrials(3).WithModelsKept(KeepModels.All).WithMaxParallelTrials(2);

        var tuned = await tuner.TuneAsync(train, validation, cancellationToken: Token);

        foreach (var trial in tuned.Trials)
        {
            using var model = await tuned.LoadModelAsync(trial, Token);
            using var alone = await Estimator.For((MlpClassifier)tuned.AlgorithmOf(trial)).WithOutput(folder.File("alone")).WithSeed(model.Lineage.Seed)
                .FitAsync(train, validation, cancellationToken: Token);
            Assert.Equal(alone.Digest, model.Digest);
        }

        var logs = tuned.Trials.Select(t => File.ReadAllText(Path.Combine(tuned.JobDirectoryOf(t), "training.log"))).ToList();
        Assert.Equal(2, logs.Count(l => l.Contains("read by an earlier job", StringComparison.Ordinal)));
    }

    private static HyperparameterTuner<MlpClassifier> Wine(TemporaryFolder folder) => HyperparameterTuner
        .For(Estimator.For(new MlpClassifier { Epochs = 10, BatchSize = 16 }).WithOutput(folder.Root))
        .Vary(a => a.LearningRate, ParameterRange.Log(1e-3, 1e-1))
        .Vary(a => a.HiddenLayers, ParameterRange.Choice<int[]>([8], [16], [16, 8]))
        .Maximize("validation:accuracy")
        .WithSampler(Sampler.Random());
}
