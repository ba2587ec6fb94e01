using System.Text.Json.Serialization.Metadata;

namespace Slipway;

/// <summary>Linear classifier: logistic regression or linear support vector machine, for two or more classes, dense or sparse features.</summary>
public sealed record LinearClassifier : LinearAlgorithm
{
    /// <summary>What is minimised. Default logistic.</summary>
    public LinearClassificationLoss Loss { get; init; }

    /// <summary>How much rows of each class count. Default: the same.</summary>
    public ClassWeighting ClassWeighting { get; init; }

    /// <summary>
    /// Weight of each class by its label, on top of <see cref="ClassWeighting"/>; classes that are not named count 1. Default null.
    /// </summary>
    public IReadOnlyDictionary<string, double>? ClassWeights { get; init; }

    /// <inheritdoc/>
    public override AlgorithmDescription Describe() => new("slipway.linear-classifier", LearningTask.Classification, StandardMetrics.Classification);

    /// <inheritdoc/>
    public bool Equals(LinearClassifier? other) => SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;

    /// <inheritdoc/>
    protected internal override IEnumerable<HyperparameterProblem> Validate() => ClassWeightTable.FindProblems(ClassWeights);

    internal override LinearOutput Output => LinearOutput.Softmax;

    internal override LinearLoss CreateLoss(TrainingContext context)
    {
        var weights = ClassWeightTable.Create(ClassWeighting, ClassWeights, context);
        var classes = context.Classes.Count;
        return Loss switch
        {
            LinearClassificationLoss.Logistic when classes > 2 => new SoftmaxLinearLoss(classes, weights),
            LinearClassificationLoss.Logistic => new MarginLinearLoss(classes, weights, Kernels.PointwiseLossKind.Logistic, smoothed: false),
            LinearClassificationLoss.SquaredHinge => new MarginLinearLoss(classes, weights, Kernels.PointwiseLossKind.SquaredHinge, smoothed: false),
            _ => new MarginLinearLoss(classes, weights, Kernels.PointwiseLossKind.Hinge, smoothed: true),
        };
    }
}
