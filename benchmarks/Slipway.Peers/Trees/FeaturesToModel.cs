using System.Diagnostics;
using System.Text.Json.Nodes;
using Slipway.Models;
using Slipway.Peers.DataSets;
using Slipway.Peers.Running;

namespace Slipway.Peers.Trees;

/// <summary>Seconds from features in memory to the trained model, binning included; the accuracy on the test rows is measured after that.</summary>
internal static class FeaturesToModel
{
    /// <summary>A row.</summary>
    /// <param name="work">What is done.</param>
    /// <param name="ratio">How many times faster the issue wants it.</param>
    /// <param name="algorithm">Slipway's recipe.</param>
    /// <param name="peer">Name of scikit-learn's.</param>
    /// <param name="op">Function of <c>peers/trees.py</c>.</param>
    /// <param name="files">The table.</param>
    /// <param name="kind">Reader of <c>peers/tables.py</c>.</param>
    /// <param name="setup">Peers and threads.</param>
    public static Comparison Row(
        string work, double ratio, Algorithm algorithm, string peer, string op, Lazy<TrainTest> files, string kind, BenchmarkSetup setup)
    {
        var table = new Lazy<LoadedTable>(() => LoadedTable.Read(files.Value));
        return new Comparison
        {
            Work = work,
            Unit = "s",
            Goal = $"at least {ratio}x, accuracy within 0.3 points",
            GoalMet = result => result.EqualQuality == true && result.Ratio >= ratio,
            Quality = QualityRule.NotWorseBy(0.3),
            Slipway = Contender.Slipway(() => Train(algorithm, table.Value, setup.Threads)),
            Peer = setup.Python.Contender($"scikit-learn {peer}", "sklearn", op, () => new JsonObject
            {
                ["kind"] = kind,
                ["train"] = new JsonObject { ["table"] = files.Value.Train },
                ["test"] = new JsonObject { ["table"] = files.Value.Test },
                ["threads"] = setup.Threads,
            }),
        };
    }

    private static Measurement Train(Algorithm algorithm, LoadedTable table, int threads)
    {
        var context = TrainingContext.Create(algorithm.Describe(), table.Train, classes: table.Classes, seed: 1, maxThreads: threads);
        var start = Stopwatch.GetTimestamp();
        using var model = (TreeEnsembleModel)algorithm.Train(context);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var metrics = ModelEvaluation.Evaluate(model, table.Test, LearningTask.Classification, CancellationToken.None);
        return new Measurement(
            seconds, metrics.First(m => m.Key == "accuracy").Value,
            $"rows {table.Train.RowCount}, features {table.Train.FeatureCount}, {(table.Train.IsSparse ? "sparse" : "dense")}, "
            + $"trees {model.TreeCount}, nodes {model.NodeCount}");
    }
}
