using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Jobs;

namespace Slipway.Tests.Algorithms.Trees;

/// <summary>A training that is stopped and resumed from its checkpoint gives the model of an undisturbed one, bit for bit.</summary>
public class TreeResumeTests
{
    [Theory]
    [InlineData("boost")]
    [InlineData("real-boost")]
    [InlineData("forest")]
    public void Train_GivenCheckpoint_GoesOnToTheSameModel(string name)
    {
        TreeAlgorithm algorithm = name switch
        {
            "forest" => new RandomForestClassifier { Trees = 12 },
            "boost" => new AdaBoostClassifier { Estimators = 12 },
            _ => new AdaBoostClassifier { Estimators = 12, Variant = AdaBoostVariant.SammeReal },
        };
        using var table = TreeTable.Classification("breast_cancer.csv");
        using var folder = new TemporaryFolder();
        var expectedMetrics = new List<double>();
        using var undisturbed = table.Fit(algorithm, validation: table.Test, onMetric: m => expectedMetrics.Add(m.Value));

        // Every step is a checkpoint; the first run ends after five.
        using var first = Run(algorithm, table, folder.File("checkpoints"), steps: 5, []);
        var metrics = new List<double>();
        using var resumed = Run(algorithm, table, folder.File("checkpoints"), steps: null, metrics);

        Assert.Equal(5, first.TreeCount);
        Assert.Equal(undisturbed.Nodes, resumed.Nodes);
        Assert.Equal(undisturbed.Values, resumed.Values);
        Assert.Equal(undisturbed.FeatureImportances, resumed.FeatureImportances);
        Assert.Equal(expectedMetrics[^metrics.Count..], metrics);
        Assert.True(name == "forest" || metrics.Count == 7 * 3, $"{metrics.Count} metrics");
    }

    private static TreeEnsembleModel Run(TreeAlgorithm algorithm, TreeTable table, string folder, int? steps, List<double> metrics)
    {
        var run = new TrainingRunServices
        {
            Checkpoints = new CheckpointStore(folder, TimeSpan.Zero, TimeProvider.System, NullLogger.Instance, static () => 0, static _ => { }),
            OnMetric = m => metrics.Add(m.Value),
            CancellationToken = TestContext.Current.CancellationToken,
        };
        return (TreeEnsembleModel)algorithm.Train(new TrainingContext(algorithm.Describe(), table.Train, run)
        {
            Validation = table.Test,
            Classes = table.Classes,
            Seed = 1,
            MaxSteps = steps,
        });
    }
}
