using Slipway.Peers.DataSets;
using Slipway.Peers.Running;

namespace Slipway.Peers.Trees;

/// <summary>AdaBoost of 200 stumps.</summary>
internal sealed class AdaBoostGroup : IBenchmarkGroup
{
    private const int Stumps = 200;
    private const double Goal = 60;

    /// <inheritdoc/>
    public string Name => "adaboost";

    /// <inheritdoc/>
    public IEnumerable<Comparison> Compare(BenchmarkSetup setup)
    {
        var adult = new Lazy<TrainTest>(() => PreparedTables.Adult(setup.Data));
        var clusters = new Lazy<TrainTest>(() => GeneratedClusters.Write(setup.Data, 20_000, 20_000));
        foreach (var (variant, name) in new[] { (AdaBoostVariant.Samme, "samme"), (AdaBoostVariant.SammeReal, "samme_real") })
        {
            var recipe = new AdaBoostClassifier { Estimators = Stumps, Variant = variant };
            yield return FeaturesToModel.Row(
                $"AdaBoost {Stumps} stumps adult one-hot, {name}", Goal, recipe, "AdaBoostClassifier", $"trees.{name}", adult, "csv-mixed", setup);
            yield return FeaturesToModel.Row(
                $"AdaBoost {Stumps} stumps 20,000 x 50, {name}", Goal, recipe, "AdaBoostClassifier", $"trees.{name}", clusters, "csv", setup);
        }
    }
}
