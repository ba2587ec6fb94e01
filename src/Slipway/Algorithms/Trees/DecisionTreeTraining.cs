using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>One training of a single tree.</summary>
internal static class DecisionTreeTraining
{
    public static Model Run(TreeAlgorithm algorithm, SplitCriterion criterion, float[]? classWeights, TrainingContext context)
    {
        TreeAlgorithm.RequireFreshStart(context);
        var rows = TreeRows.Read(context, classWeights);
        var values = rows.ToValues(context);
        var bins = BinnedFeatures.Create(context.Train, context.MaxThreads, context.CancellationToken);
        var builder = new TreeBuilder(bins, algorithm.Settings(criterion, context.Train.FeatureCount), context.MaxThreads, context.CancellationToken)
        {
            StopRequested = () => context.StopRequested,
        };
        values.SetWeights(rows.Weights, rows.TotalWeight);
        var tree = builder.Grow(values, rows.Counted, [], null, SplitMix64.For(context.Seed, 0, 1));
        context.StepsTaken++;
        var trees = new TreeEnsembleBuilder(tree.Outputs, context.Train.FeatureCount);
        trees.Add(tree, tree.Values, 1);
        var model = trees.Build(TreeOutput.Mean, 1);
        context.Report("train:loss", MetricsOn(model, context.Train, context).First(m => m.Key == "loss").Value);
        ReportValidation(model, context);
        return model;
    }

    public static void ReportValidation(TreeEnsembleModel model, TrainingContext context)
    {
        if (context.Validation is { } validation)
        {
            foreach (var (name, value) in MetricsOn(model, validation, context))
            {
                context.Report($"validation:{name}", value);
            }
        }
    }

    private static IReadOnlyList<KeyValuePair<string, double>> MetricsOn(TreeEnsembleModel model, FeatureMatrix matrix, TrainingContext context) =>
        ModelEvaluation.Evaluate(model, matrix, context.Algorithm.Task, context.CancellationToken);
}
