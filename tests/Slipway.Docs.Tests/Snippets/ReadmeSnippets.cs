namespace Slipway.Docs.Tests.Snippets;

public class ReadmeSnippets : IClassFixture<SnippetFolder>
{
    [Fact]
    public async Task FirstExample_GivenShippedWine_RunsAndPredicts()
    {
        var output = new StringWriter();
        var before = Console.Out;
        Console.SetOut(output);
        try
        {
            await RunAsync();
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.Contains("validation:accuracy", output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"class_0{Environment.NewLine}", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("best of 15 trials: validation:accuracy", output.ToString(), StringComparison.Ordinal);
    }

    private static async Task RunAsync()
    {
        #region readme-first-example
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class").WithFeatures("alcohol", "flavanoids", "proline");
        var (train, validation) = wine.Split(0.8, seed: 1);
        var estimator = Estimator.For(new MlpClassifier { HiddenLayers = [64, 32], Epochs = 30 })
            .OnBackend(Backend.InProcess())
            .WithOutput("models/");
        await using var job = await estimator.StartAsync(train, validation);
        await foreach (var metric in job.Metrics)
        {
            Console.WriteLine(metric); // e.g. epoch 3 validation:accuracy 0.942 (higher is better)
        }

        using TrainedModel model = await job.Completion;
        using var predictor = model.CreatePredictor<Wine, Classification>();
        Console.WriteLine(predictor.Predict(new Wine(Alcohol: 14.2f, Flavanoids: 3.1, Proline: 1065)).Label); // class_0

        var tuned = await HyperparameterTuner.For(estimator)
            .Vary(a => a.LearningRate, ParameterRange.Log(1e-4, 1e-1))
            .Vary(a => a.HiddenLayers, ParameterRange.Choice<int[]>([32], [64, 32], [256, 128]))
            .Maximize("validation:accuracy").WithSampler(Sampler.Bayesian()).WithPruner(Pruner.Hyperband())
            .WithMaxTrials(15).WithJournal("tuning/wine").TuneAsync(train, validation);
        Console.WriteLine(tuned); // e.g. best of 15 trials: validation:accuracy 0.9722 with LearningRate = 0.0083, HiddenLayers = [64,32]
        using var best = await tuned.LoadBestModelAsync();
        #endregion
    }

    #region readme-first-example (2)
    public record Wine(float Alcohol, double Flavanoids, double Proline);
    #endregion
}
