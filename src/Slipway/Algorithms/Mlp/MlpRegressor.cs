using System.Text.Json.Serialization.Metadata;

namespace Slipway;

/// <summary>
/// Multi-layer perceptron for regression: one linear output, squared loss. The target is standardised inside; metrics other than the loss and
/// predictions are on its own scale.
/// </summary>
public sealed record MlpRegressor : MlpAlgorithm
{
    /// <inheritdoc/>
    public override AlgorithmDescription Describe() => new("slipway.mlp-regressor", LearningTask.Regression, StandardMetrics.Regression);

    /// <inheritdoc/>
    public bool Equals(MlpRegressor? other) => SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;

    internal override MlpHead CreateHead(TrainingContext context)
    {
        var (mean, scale) = context.InitialModel is MlpModel model ? (model.TargetMean, model.TargetScale) : TargetScaling.Of(context.Train);
        return new RegressionHead(mean, scale);
    }
}
