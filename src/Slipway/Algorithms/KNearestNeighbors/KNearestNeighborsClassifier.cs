using System.Text.Json.Serialization.Metadata;

namespace Slipway;

/// <summary>
/// Classification by the votes of the <see cref="KNearestNeighborsAlgorithm.K"/> nearest training rows; the probability of a class is its
/// share of them.
/// </summary>
/// <remarks><c>test:accuracy</c>, SageMaker's name, is <c>validation:accuracy</c> again.</remarks>
public sealed record KNearestNeighborsClassifier : KNearestNeighborsAlgorithm
{
    /// <inheritdoc/>
    public override AlgorithmDescription Describe() => new("slipway.k-nearest-neighbors-classifier", LearningTask.Classification,
    [
        new("validation:loss", MetricDirection.Minimize),
        new("validation:accuracy", MetricDirection.Maximize),
        new("test:accuracy", MetricDirection.Maximize),
    ])
    {
        Input = AlgorithmInput.DenseFeatures,
    };

    /// <inheritdoc/>
    public bool Equals(KNearestNeighborsClassifier? other) => SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;

    internal override void ReportSageMakers(IReadOnlyList<KeyValuePair<string, double>> metrics, TrainingContext context) =>
        context.Report("test:accuracy", metrics.Single(m => m.Key == "accuracy").Value);
}
