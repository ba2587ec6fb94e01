using System.Text.Json.Serialization.Metadata;

namespace Slipway;

/// <summary>Multi-layer perceptron for classification: softmax outputs, cross-entropy loss.</summary>
public sealed record MlpClassifier : MlpAlgorithm
{
    /// <summary>How much rows of each class count. Default: the same.</summary>
    public ClassWeighting ClassWeighting { get; init; }

    /// <summary>
    /// Weight of each class by its label, on top of <see cref="ClassWeighting"/>; classes that are not named count 1. Default null.
    /// </summary>
    public IReadOnlyDictionary<string, double>? ClassWeights { get; init; }

    /// <inheritdoc/>
    public override AlgorithmDescription Describe() => new("slipway.mlp-classifier", LearningTask.Classification, StandardMetrics.Classification);

    /// <inheritdoc/>
    public bool Equals(MlpClassifier? other) => SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;

    /// <inheritdoc/>
    protected internal override IEnumerable<HyperparameterProblem> Validate() => base.Validate().Concat(ClassWeightTable.FindProblems(ClassWeights));

    internal override MlpHead CreateHead(TrainingContext context) => new ClassificationHead(
        context.Classes.Count, ClassWeightTable.Create(ClassWeighting, ClassWeights, context));
}
