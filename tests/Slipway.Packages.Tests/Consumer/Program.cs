using System.Globalization;
using Slipway;

// What a newcomer writes: nothing but the package and public API.
var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");
var (train, test) = wine.Split(0.8, seed: 1, stratified: true);
var estimator = Estimator.For(new MlpClassifier { HiddenLayers = [32], Epochs = 60, BatchSize = 16, LearningRate = 0.01 })
    .WithOutput("models").WithSeed(1);
using (var trained = await estimator.FitAsync(train))
{
    await trained.SaveAsync("wine.tar.gz");
}

using var model = await TrainedModel.LoadAsync("wine.tar.gz");
var accuracy = (await model.EvaluateAsync(test)).Metrics["accuracy"];
Console.WriteLine($"accuracy {accuracy}");
using var predictor = model.CreatePredictor<Dictionary<string, object?>, Classification>();
var first = File.ReadLines("wine.csv").Take(2).Select(line => line.Split(',')).ToList();
var row = first[0].Zip(first[1]).SkipLast(1).ToDictionary(p => p.First, p => (object?)float.Parse(p.Second, CultureInfo.InvariantCulture));
var prediction = predictor.Predict(row);
Console.WriteLine($"{prediction.Label} {prediction.Probability}");
if (accuracy < 0.9 || prediction.Label != "class_0")
{
    Console.WriteLine("consumer: wrong result");
    return 1;
}

Console.WriteLine("consumer: ok");
return 0;
