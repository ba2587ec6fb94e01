using Slipway.Features;
using Slipway.Peers.DataSets;

namespace Slipway.Peers.Trees;

/// <summary>A table as features in memory, read once: what is timed starts here, as scikit-learn's side starts from its arrays.</summary>
internal sealed class LoadedTable
{
    private LoadedTable(FittedFeaturePipeline pipeline, FeatureMatrix train, FeatureMatrix test)
    {
        Classes = pipeline.Label!.Classes;
        Train = train;
        Test = test;
    }

    public IReadOnlyList<string> Classes { get; }

    public FeatureMatrix Train { get; }

    public FeatureMatrix Test { get; }

    public static LoadedTable Read(TrainTest files)
    {
        var options = new FitOptions(LearningTask.Classification);
        var data = FeaturePipeline.Auto.FitTransform(() => DataChannel.FromCsv(files.Train).WithLabel(files.Label).Open(), options);
        using var test = DataChannel.FromCsv(files.Test).WithLabel(files.Label).Open();
        return new LoadedTable(data.Pipeline, data.Matrix, data.Pipeline.Transform(test, options));
    }
}
