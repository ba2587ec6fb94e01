using System.Text.Json.Serialization.Metadata;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// Random forest for classification. Outputs are the mean of the trees' class probabilities, as in scikit-learn, not a count of votes.
/// Looks at the square root of the number of features for each split unless told otherwise.
/// </summary>
public sealed record RandomForestClassifier : ForestAlgorithm
{
    /// <summary>Creates the recipe with its defaults.</summary>
    public RandomForestClassifier() => MaxFeatures = FeatureSampling.SquareRoot;

    /// <summary>What splits make small. Default Gini impurity.</summary>
    public ImpurityCriterion Criterion { get; init; }

    /// <summary>How much rows of each class count. Default: the same.</summary>
    public ClassWeighting ClassWeighting { get; init; }

    /// <summary>
    /// Weight of each class by its label, on top of <see cref="ClassWeighting"/>; classes that are not named count 1. Default null.
    /// </summary>
    public IReadOnlyDictionary<string, double>? ClassWeights { get; init; }

    /// <inheritdoc/>
    public override AlgorithmDescription Describe() => new("slipway.random-forest-classifier", LearningTask.Classification,
    [
        new(ForestTraining.OutOfBagAccuracy, MetricDirection.Maximize),
        .. StandardMetrics.Classification.Where(m => m.Name.StartsWith("validation:", StringComparison.Ordinal)),
    ]);

    /// <inheritdoc/>
    public override Model Train(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Train(context, ClassWeightTable.Create(ClassWeighting, ClassWeights, context));
    }

    /// <inheritdoc/>
    public bool Equals(RandomForestClassifier? other) => SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;

    /// <inheritdoc/>
    protected internal override IEnumerable<HyperparameterProblem> Validate() => base.Validate().Concat(ClassWeightTable.FindProblems(ClassWeights));

    internal override SplitCriterion KernelCriterion => ToKernel(Criterion);
}
