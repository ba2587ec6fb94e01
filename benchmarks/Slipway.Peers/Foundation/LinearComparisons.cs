using System.Text.Json.Nodes;
using Slipway.Peers.DataSets;
using Slipway.Peers.Running;

namespace Slipway.Peers.Foundation;

/// <summary>
/// Logistic regression with an L2 penalty. scikit-learn minimises C * (sum of losses) + |w|^2 / 2 with C = 1; Slipway minimises the mean of
/// the losses + L2 * |w|^2 / 2, so L2 = 1 / (C * rows) asks for the same weights.
/// </summary>
internal static class LinearComparisons
{
    private const int MaxIterations = 100;
    private const double Tolerance = 1e-4;
    private const double Points = 0.5;

    /// <summary>The rows.</summary>
    /// <param name="setup">Data, peers, threads.</param>
    public static IEnumerable<Comparison> All(BenchmarkSetup setup) =>
    [
        Row(TrainingSet.Fashion(setup.Data), setup),
        Row(TrainingSet.Adult(setup.Data), setup),
        Row(TrainingSet.Satimage(setup.Data), setup),
        Row(TrainingSet.Higgs(setup.Data), setup),
        Row(TrainingSet.A9a(setup.Data), setup),
        Row(TrainingSet.German(setup.Data), setup),
    ];

    private static Comparison Row(TrainingSet set, BenchmarkSetup setup) => new()
    {
        Work = $"logistic regression {set.Name}, C 1, file to model",
        Unit = "s",
        Goal = $"accuracy not worse by more than {Points} points; seconds beside the peer's",
        GoalMet = result => result.EqualQuality == true,
        Quality = QualityRule.NotWorseBy(Points),
        Slipway = FileToModel.Slipway(new LinearClassifier { L2 = 1.0 / set.TrainRows, MaxIterations = MaxIterations }, set, setup),
        Peer = FileToModel.ScikitLearn("LogisticRegression", "foundation.logistic", set, setup, () => new JsonObject
        {
            ["c"] = 1.0,
            ["max_iterations"] = MaxIterations,
            ["tolerance"] = Tolerance,
        }),
    };
}
