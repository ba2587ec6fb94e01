using System.Text.Json.Serialization.Metadata;
using Slipway.Features;
using Slipway.Models;

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

    /// <inheritdoc/>
    protected internal override IReadOnlyList<KeyValuePair<string, double>> Evaluate(Model model, FeatureMatrix validation, TrainingContext context)
    {
        // The loss is reported as it is trained, on the standardised target; the other metrics are on the target's own scale.
        var scale = ((MlpModel)model).TargetScale;
        return [.. base.Evaluate(model, validation, context).Select(m => m.Key == "loss" ? new(m.Key, m.Value / (scale * scale)) : m)];
    }

    internal override MlpHead CreateHead(TrainingContext context)
    {
        var (mean, scale) = context.InitialModel is MlpModel model ? (model.TargetMean, model.TargetScale) : TargetScaling.Of(context);
        return new RegressionHead(mean, scale);
    }
}
