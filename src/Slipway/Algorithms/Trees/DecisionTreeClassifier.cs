using System.Text.Json.Serialization.Metadata;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// One classification tree (CART). Outputs are the shares of the classes among the training rows of the leaf. By default it grows until
/// leaves are pure: limit <see cref="TreeAlgorithm.MaxDepth"/> or <see cref="TreeAlgorithm.MinSamplesLeaf"/> against overfitting.
/// </summary>
public sealed record DecisionTreeClassifier : TreeAlgorithm
{
    /// <summary>What splits make small. Default Gini impurity.</summary>
    public ImpurityCriterion Criterion { get; init; }

    /// <summary>How much rows of each class count. Default: the same.</summary>
    public ClassWeighting ClassWeighting { get; init; }

    /// <summary>
    /// Weight of each class by its label, on top of <see cref="ClassWeighting"/>; classes that are not named count 1. Default null.
    /// </summary>
    public IReadOnlyDictionary<string, double>? ClassWeights { get; init; }

    /// <inheritdoc/>
    public override AlgorithmDescription Describe() => new("slipway.decision-tree-classifier", LearningTask.Classification, StandardMetrics.Classification);

    /// <inheritdoc/>
    public override Model Train(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var weights = ClassWeightTable.Create(ClassWeighting, ClassWeights, context);
        return DecisionTreeTraining.Run(this, ToKernel(Criterion), weights, context);
    }

    /// <inheritdoc/>
    public bool Equals(DecisionTreeClassifier? other) => SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;

    /// <inheritdoc/>
    protected internal override IEnumerable<HyperparameterProblem> Validate() => base.Validate().Concat(ClassWeightTable.FindProblems(ClassWeights));
}
