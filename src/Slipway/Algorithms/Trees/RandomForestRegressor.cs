using System.Text.Json.Serialization.Metadata;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>Random forest for regression with squared error. The output is the mean of the trees'. Looks at all features for each split.</summary>
public sealed record RandomForestRegressor : ForestAlgorithm
{
    /// <inheritdoc/>
    public override AlgorithmDescription Describe() => new("slipway.random-forest-regressor", LearningTask.Regression,
    [
        new(ForestTraining.OutOfBagR2, MetricDirection.Maximize),
        .. StandardMetrics.Regression.Where(m => m.Name.StartsWith("validation:", StringComparison.Ordinal)),
    ]);

    /// <inheritdoc/>
    public override Model Train(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Train(context, classWeights: null);
    }

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;

    internal override SplitCriterion KernelCriterion => SplitCriterion.SquaredError;
}
