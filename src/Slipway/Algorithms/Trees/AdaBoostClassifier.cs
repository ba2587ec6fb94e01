using System.Text.Json.Serialization.Metadata;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// Adaptive boosting of small decision trees, by default of stumps (<see cref="TreeAlgorithm.MaxDepth"/> 1): each tree is grown from rows
/// whose weights are larger the more the trees before were wrong on them. <c>train:loss</c> is the mean exponential loss of Zhu et al.;
/// <c>validation:loss</c> is the log loss.
/// </summary>
public sealed record AdaBoostClassifier : TreeAlgorithm
{
    /// <summary>Creates the recipe with its defaults; the depth is 1.</summary>
    public AdaBoostClassifier() => MaxDepth = 1;

    /// <summary>Most trees; boosting ends before at a tree without errors, or one no better than chance. Default 50; at least 1.</summary>
    [Bounds(1, 1_000_000)]
    public int Estimators { get; init; } = 50;

    /// <summary>Shrinks the vote of each tree. Default 1; greater than 0.</summary>
    [Bounds(0, 1e6, MinimumExclusive = true)]
    public double LearningRate { get; init; } = 1;

    /// <summary>How trees vote. Default SAMME.</summary>
    public AdaBoostVariant Variant { get; init; }

    /// <summary>What splits make small. Default Gini impurity.</summary>
    public ImpurityCriterion Criterion { get; init; }

    /// <summary>How much rows of each class count. Default: the same.</summary>
    public ClassWeighting ClassWeighting { get; init; }

    /// <summary>
    /// Weight of each class by its label, on top of <see cref="ClassWeighting"/>; classes that are not named count 1. Default null.
    /// </summary>
    public IReadOnlyDictionary<string, double>? ClassWeights { get; init; }

    /// <inheritdoc/>
    public override AlgorithmDescription Describe() => new("slipway.ada-boost-classifier", LearningTask.Classification, StandardMetrics.Classification);

    /// <inheritdoc/>
    public override Model Train(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        RequireFreshStart(context);
        return new AdaBoostTraining(this, context).Run();
    }

    /// <inheritdoc/>
    public bool Equals(AdaBoostClassifier? other) => SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;

    /// <inheritdoc/>
    protected internal override IEnumerable<HyperparameterProblem> Validate() => base.Validate().Concat(ClassWeightTable.FindProblems(ClassWeights));

    internal override TreeOutput Output => TreeOutput.Softmax;

    internal override TimeSpan Extrapolate(TimeSpan measured, int steps, long sampledRows, long rows) =>
        measured / Math.Max(1, steps) * Estimators * ((double)rows / sampledRows);
}
