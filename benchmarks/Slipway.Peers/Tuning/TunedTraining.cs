using Slipway.Features;
using Slipway.Models;
using Slipway.Peers.DataSets;
using Slipway.Peers.Trees;
using Slipway.Tuning;

namespace Slipway.Peers.Tuning;

/// <summary>A training whose settings are searched, by Slipway's sampler or by Optuna: the same code runs for both.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Space">What is searched.</param>
/// <param name="Files">Training rows, and those that judge a trial.</param>
/// <param name="Recipe">The algorithm at a point.</param>
internal sealed record TunedTraining(string Name, ParameterSpace Space, Lazy<TrainTest> Files, Func<ParameterPoint, Algorithm> Recipe)
{
    private LoadedTable? _table;

    public static TunedTraining Perceptron(DataFolder data) => new(
        "MlpClassifier on digits",
        new ParameterSpace(
        [
            new IntegerParameter("units", 8, 256, ParameterScale.Log), new ContinuousParameter("rate", 1e-4, 1e-1, ParameterScale.Log),
            new IntegerParameter("batch", 16, 256, ParameterScale.Log), new ContinuousParameter("dropout", 0, 0.6),
            new CategoricalParameter("activation", ["Relu", "Tanh", "Gelu"]),
        ]),
        new(() => PreparedTables.Digits(data)),
        p => new MlpClassifier
        {
            HiddenLayers = [(int)p[0]],
            LearningRate = p[1],
            BatchSize = (int)p[2],
            Dropout = p[3],
            Activation = (MlpActivation)(int)p[4],
            Epochs = 5,
        });

    public static TunedTraining Boosting(DataFolder data) => new(
        "AdaBoostClassifier on Adult",
        new ParameterSpace(
        [
            new IntegerParameter("estimators", 10, 200, ParameterScale.Log), new ContinuousParameter("rate", 1e-2, 2, ParameterScale.Log),
            new IntegerParameter("depth", 1, 6), new CategoricalParameter("variant", ["Samme", "SammeReal"]),
        ]),
        new(() => PreparedTables.AdultTrainingPart(data)),
        p => new AdaBoostClassifier
        {
            Estimators = (int)p[0],
            LearningRate = p[1],
            MaxDepth = (int)p[2],
            Variant = p[3] == 0 ? AdaBoostVariant.Samme : AdaBoostVariant.SammeReal,
        });

    /// <summary>Trains and scores; NaN when the training diverges, as some settings make it.</summary>
    public double Accuracy(ParameterPoint point, int threads)
    {
        _table ??= LoadedTable.Read(Files.Value);
        var algorithm = Recipe(point);
        var context = TrainingContext.Create(algorithm.Describe(), _table.Train, classes: _table.Classes, seed: 1, maxThreads: threads);
        try
        {
            using var model = (VectorModel)algorithm.Train(context);
            return ModelEvaluation.Evaluate(model, _table.Test, LearningTask.Classification, CancellationToken.None).First(m => m.Key == "accuracy").Value;
        }
        catch (TrainingDivergedException)
        {
            return double.NaN;
        }
    }
}
