using Slipway.Peers.DataSets;
using Slipway.Peers.Running;

namespace Slipway.Peers.Trees;

/// <summary>Random forests of 100 trees.</summary>
internal sealed class ForestGroup : IBenchmarkGroup
{
    private const double Goal = 3;

    /// <inheritdoc/>
    public string Name => "forest";

    /// <inheritdoc/>
    public IEnumerable<Comparison> Compare(BenchmarkSetup setup)
    {
        var adult = new Lazy<TrainTest>(() => PreparedTables.Adult(setup.Data));
        var clusters = new Lazy<TrainTest>(() => GeneratedClusters.Write(setup.Data, 20_000, 20_000));

        // Out-of-bag scores off, as they are by default on the other side.
        var limited = new RandomForestClassifier { MaxDepth = 12, MinSamplesLeaf = 5, OutOfBagScore = false };
        var unlimited = new RandomForestClassifier { OutOfBagScore = false };
        yield return FeaturesToModel.Row(
            "random forest 100 trees adult one-hot, depth 12, leaf 5", Goal, limited, "RandomForestClassifier", "trees.forest_limited", adult, "csv-mixed", setup);
        yield return FeaturesToModel.Row(
            "random forest 100 trees adult one-hot, no limits", Goal, unlimited, "RandomForestClassifier", "trees.forest", adult, "csv-mixed", setup);
        yield return FeaturesToModel.Row(
            "random forest 100 trees 20,000 x 50, depth 12, leaf 5", Goal, limited, "RandomForestClassifier", "trees.forest_limited", clusters, "csv", setup);
    }
}
