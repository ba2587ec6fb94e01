using System.Text.Json.Nodes;
using Slipway.Peers.DataSets;
using Slipway.Peers.Running;

namespace Slipway.Peers.Foundation;

/// <summary>One hidden layer of ReLU, Adam 1e-3, batches of 200, ten passes, no weight decay, no early stopping, on both sides.</summary>
internal static class MlpComparisons
{
    private const int Epochs = 10;
    private const int Batch = 200;
    private const double LearningRate = 1e-3;
    private const double Points = 0.5;

    /// <summary>The rows.</summary>
    /// <param name="setup">Data, peers, threads.</param>
    public static IEnumerable<Comparison> All(BenchmarkSetup setup) =>
    [
        Row(TrainingSet.Fashion(setup.Data), 128, setup),
        Row(TrainingSet.Adult(setup.Data), 100, setup),
    ];

    private static Comparison Row(TrainingSet set, int hidden, BenchmarkSetup setup)
    {
        var algorithm = new MlpClassifier
        {
            HiddenLayers = [hidden],
            Epochs = Epochs,
            BatchSize = Batch,
            LearningRate = LearningRate,
            WeightDecay = 0,
        };
        return new Comparison
        {
            Work = $"mlp {set.Name}, hidden {hidden}, {Epochs} epochs, file to model",
            Unit = "s",
            Goal = $"accuracy not worse by more than {Points} points; seconds beside the peer's",
            GoalMet = result => result.EqualQuality == true,
            Quality = QualityRule.NotWorseBy(Points),
            Slipway = FileToModel.Slipway(algorithm, set, setup),
            Peer = FileToModel.ScikitLearn("MLPClassifier", "foundation.mlp", set, setup, () => new JsonObject
            {
                ["hidden"] = new JsonArray(hidden),
                ["epochs"] = Epochs,
                ["batch"] = Batch,
                ["learning_rate"] = LearningRate,
                ["alpha"] = 0,
                ["seed"] = 1,
            }),
        };
    }
}
