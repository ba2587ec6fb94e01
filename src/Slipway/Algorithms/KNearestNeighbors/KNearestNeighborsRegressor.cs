using System.Text.Json.Serialization.Metadata;

namespace Slipway;

/// <summary>Regression by the mean of the <see cref="KNearestNeighborsAlgorithm.K"/> nearest training rows' targets.</summary>
/// <remarks><c>test:mse</c>, SageMaker's name, is the mean squared error on the validation channel.</remarks>
public sealed record KNearestNeighborsRegressor : KNearestNeighborsAlgorithm
{
    /// <inheritdoc/>
    public override AlgorithmDescription Describe() => new("slipway.k-nearest-neighbors-regressor", LearningTask.Regression,
    [
        .. StandardMetrics.Regression.Where(m => m.Name.StartsWith("validation:", StringComparison.Ordinal)),
        new("test:mse", MetricDirection.Minimize),
    ])
    {
        Input = AlgorithmInput.DenseFeatures,
    };

    /// <inheritdoc/>
    public bool Equals(KNearestNeighborsRegressor? other) => SameAs(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;

    internal override void ReportSageMakers(IReadOnlyList<KeyValuePair<string, double>> metrics, TrainingContext context)
    {
        var rmse = metrics.Single(m => m.Key == "rmse").Value;
        context.Report("test:mse", rmse * rmse);
    }
}
