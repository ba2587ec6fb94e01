// Trains two models on the UCI handwritten digits, tunes one of them, saves, reloads and uses it. Exits with 0 only if all of it worked.
using System.Diagnostics;
using System.Globalization;
using Quickstart;
using Slipway;
using Spectre.Console;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var clock = Stopwatch.StartNew();
var digits = DataChannel.FromCsv(Path.Combine(AppContext.BaseDirectory, "data", "digits.csv.gz")).WithLabel("digit");
var (train, test) = digits.Split(0.8, seed: 1, stratified: true);

var mlp = Estimator.For(new MlpClassifier
{
    HiddenLayers = [256, 128],
    Epochs = 40,
    BatchSize = 64,
    Dropout = 0.2,
    Schedule = LearningRateSchedule.Cosine,
}).WithSeed(1);
var linear = Estimator.For(new LinearClassifier { L2 = 1e-3 }).WithSeed(1);

AnsiConsole.MarkupLine("[bold]Slipway quickstart[/]: 1,797 handwritten digits of 8 x 8 pixels; a fifth is kept for testing.");
using var mlpModel = await TrainingDisplay.FitAsync("MLP", mlp, train, test);
using var linearModel = await TrainingDisplay.FitAsync("linear", linear, train, test);
var mlpReport = await mlpModel.EvaluateAsync(test);
var linearReport = await linearModel.EvaluateAsync(test);

var table = new Table().AddColumns("model", "accuracy", "log loss", "macro F1", "AUC", "digest");
foreach (var (name, model, report) in new[] { ("MLP 64-256-128-10", mlpModel, mlpReport), ("linear", linearModel, linearReport) })
{
    table.AddRow(
        name, $"{report.Metrics["accuracy"]:0.0000}", $"{report.Metrics["log_loss"]:0.0000}", $"{report.Metrics["f1_macro"]:0.0000}",
        $"{report.Metrics["auc"]:0.0000}", model.Digest[..12]);
}

AnsiConsole.Write(table);

// Look for better settings: short trainings, the hopeless ones given up early.
var tuned = await TuningDisplay.TuneAsync(
    HyperparameterTuner.For(Estimator.For(new MlpClassifier { HiddenLayers = [64], Epochs = 12, BatchSize = 64 }).WithSeed(1))
        .Vary(a => a.LearningRate, ParameterRange.Log(1e-4, 1e-1))
        .Vary(a => a.Dropout, ParameterRange.Linear(0.0, 0.5))
        .Vary(a => a.Activation, ParameterRange.Choice(MlpActivation.Relu, MlpActivation.Tanh))
        .Maximize("validation:accuracy").WithPruner(Pruner.Median(startupTrials: 3, warmUpSteps: 2)).WithMaxTrials(12).WithSeed(1),
    train, test);
using var tunedModel = await tuned.LoadBestModelAsync();

// Save, load in a fresh object, and predict single rows: the answers must be those of the model that was trained.
var file = Path.Combine("models", "digits", "model.tar.gz");
await mlpModel.SaveAsync(file);
using var loaded = await TrainedModel.LoadAsync(file);
using var predictor = loaded.CreatePredictor<float[], Classification>();
var rows = await Digit.ReadAsync(test);
var right = rows.Count(row => predictor.Predict(row.Pixels).Label == row.Label);
var accuracy = (double)right / rows.Count;
DigitPicture.Show(rows[0], predictor.Predict(rows[0].Pixels));
AnsiConsole.MarkupLine($"model saved to [blue]{Markup.Escape(Path.GetFullPath(file))}[/]");
AnsiConsole.MarkupLine($"job files (logs, metrics, checkpoints) are in [blue]{Markup.Escape(Path.GetFullPath(Path.Combine(".slipway", "jobs")))}[/]");

if (loaded.Digest != mlpModel.Digest || Math.Abs(accuracy - mlpReport.Metrics["accuracy"]) > 1e-9)
{
    Console.Error.WriteLine($"The loaded model differs: digest {loaded.Digest} for {mlpModel.Digest}, accuracy {accuracy} for {mlpReport.Metrics["accuracy"]}.");
    return 1;
}

if (tuned.Trials.Count != 12 || tuned.Best.Values[0] < 0.95 || !tunedModel.Algorithm.SameAs(tuned.BestAlgorithm))
{
    Console.Error.WriteLine($"The search found {tuned}; an accuracy of 0.95 was expected.");
    return 1;
}

if (accuracy < 0.975)
{
    Console.Error.WriteLine($"The MLP reached {accuracy:0.0000}; 0.975 was expected.");
    return 1;
}

Console.WriteLine(
    $"quickstart: digits mlp accuracy={accuracy:0.0000} linear accuracy={linearReport.Metrics["accuracy"]:0.0000} seconds={clock.Elapsed.TotalSeconds:0.0}");
return 0;
