using System.Text.Json.Serialization.Metadata;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>One regression tree (CART) for squared error. The output is the mean target of the leaf's training rows.</summary>
public sealed record DecisionTreeRegressor : TreeAlgorithm
{
    /// <inheritdoc/>
    public override AlgorithmDescription Describe() => new("slipway.decision-tree-regressor", LearningTask.Regression, StandardMetrics.Regression);

    /// <inheritdoc/>
    public override Model Train(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return DecisionTreeTraining.Run(this, SplitCriterion.SquaredError, null, context);
    }

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;
}
