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
        Assert.EndsWith($"class_0{Environment.NewLine}", output.ToString(), StringComparison.Ordinal);
    }

    private static async Task RunAsync()
    {
        #region readme-first-example
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");
        var (train, validation) = wine.Split(0.8, seed: 1);
        var estimator = Estimator.For(new MlpClassifier { HiddenLayers = [64, 32], Epochs = 30 })
            .OnBackend(Backend.InProcess())
            .WithOutput("models/");
        await using var job = await estimator.StartAsync(train, validation);
        await foreach (var metric in job.Metrics)
        {
            Console.WriteLine(metric); // epoch 3 validation:accuracy 0.942 (higher is better)
        }

        using TrainedModel model = await job.Completion;
        using var predictor = model.CreatePredictor<Wine, Classification>();
        Console.WriteLine(predictor.Predict(new Wine { Alcohol = 14.2f, Flavanoids = 3.1, Proline = 1065, /* ... */ }).Label);
        #endregion
    }

    public sealed record Wine
    {
        public float Alcohol { get; init; }

        public double MalicAcid { get; init; } = 1.71;

        public double Ash { get; init; } = 2.43;

        public double AlcalinityOfAsh { get; init; } = 15.6;

        public double Magnesium { get; init; } = 127;

        public double TotalPhenols { get; init; } = 2.8;

        public double Flavanoids { get; init; }

        public double NonflavanoidPhenols { get; init; } = 0.28;

        public double Proanthocyanins { get; init; } = 2.29;

        public double ColorIntensity { get; init; } = 5.64;

        public double Hue { get; init; } = 1.04;

        public double Od280Od315 { get; init; } = 3.92;

        public double Proline { get; init; }
    }
}
