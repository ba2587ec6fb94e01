using System.Text.Json.Serialization.Metadata;

namespace Slipway;

/// <summary>
/// Factorization machine for classification: logistic loss for two classes, softmax and cross-entropy (one machine a class) for more.
/// </summary>
public sealed record FactorizationMachineClassifier : FactorizationMachineAlgorithm
{
    /// <inheritdoc/>
    public override AlgorithmDescription Describe() =>
        new("slipway.factorization-machine-classifier", LearningTask.Classification, StandardMetrics.Classification);

    /// <inheritdoc/>
    public bool Equals(FactorizationMachineClassifier? other) => SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;
}
