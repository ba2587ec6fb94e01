using System.Text.Json.Serialization.Metadata;
using Slipway.Features;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// Factorization machine for regression: squared loss. The target is standardised inside; metrics other than the loss and predictions are
/// on its own scale.
/// </summary>
public sealed record FactorizationMachineRegressor : FactorizationMachineAlgorithm
{
    /// <inheritdoc/>
    public override AlgorithmDescription Describe() =>
        new("slipway.factorization-machine-regressor", LearningTask.Regression, StandardMetrics.Regression);

    /// <inheritdoc/>
    public bool Equals(FactorizationMachineRegressor? other) => SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;

    /// <inheritdoc/>
    protected internal override IReadOnlyList<KeyValuePair<string, double>> Evaluate(Model model, FeatureMatrix validation,
        TrainingContext context)
    {
        var scale = ((FactorizationMachineModel)model).TargetScale;
        return [.. base.Evaluate(model, validation, context).Select(m => m.Key == "loss" ? new(m.Key, m.Value / (scale * scale)) : m)];
    }
}
