using Slipway;

// Publish with: dotnet publish samples/NativeAot -c Release
// The program trains, saves, loads and predicts with no JIT and no reflection-based JSON: what a trimmed or NativeAOT application gets.
var points = Enumerable.Range(0, 300).Select(i => (X: i % 10, Y: i / 10 % 10))
    .Select(p => new Point(p.X, p.Y, p.X + p.Y > 9 ? "above" : "below"));
var channel = DataChannel.From(points.ToList()).WithLabel(nameof(Point.Side));
var folder = Directory.CreateTempSubdirectory("slipway-native-").FullName;
try
{
    var estimator = Estimator.For(new MlpClassifier { HiddenLayers = [16], Epochs = 40, BatchSize = 32, LearningRate = 0.01 })
        .WithOutput(folder).WithSeed(1);
    using (var trained = await estimator.FitAsync(channel))
    {
        await trained.SaveAsync(Path.Combine(folder, "model.tar.gz"));
    }

    using var model = await TrainedModel.LoadAsync(Path.Combine(folder, "model.tar.gz"));
    using var predictor = model.CreatePredictor<Query, Classification>();
    var low = predictor.Predict(new Query(1, 2));
    var high = predictor.Predict(new Query(8, 9));
    Console.WriteLine($"(1, 2) is {low.Label} ({low.Probability:0.000}), (8, 9) is {high.Label} ({high.Probability:0.000})");
    if (low.Label != "below" || high.Label != "above")
    {
        Console.WriteLine("native: wrong prediction");
        return 1;
    }

    var tuned = await HyperparameterTuner.For(estimator)
        .Vary(a => a.LearningRate, ParameterRange.Log(1e-3, 1e-1))
        .Vary(a => a.HiddenLayers, ParameterRange.Choice<int[]>([8], [16]))
        .Minimize("train:loss").WithMaxTrials(3).WithJournal(Path.Combine(folder, "search"))
        .TuneAsync(channel);
    using var best = await tuned.LoadBestModelAsync();
    Console.WriteLine(tuned);
    if (tuned.Trials.Count != 3 || !best.Algorithm.SameAs(tuned.BestAlgorithm))
    {
        Console.WriteLine("native: wrong search");
        return 1;
    }

    Console.WriteLine("native: ok");
    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

internal sealed record Point(float X, float Y, string Side);

internal sealed record Query(float X, float Y);
