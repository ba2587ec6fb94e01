using System.Text.Json.Serialization.Metadata;

namespace Slipway;

/// <summary>
/// Linear regression with squared, Huber or quantile loss; dense or sparse features. The target is standardised inside, so the penalties and
/// <see cref="HuberDelta"/> are in units of the target's standard deviation.
/// </summary>
public sealed record LinearRegressor : LinearAlgorithm
{
    /// <summary>What is minimised. Default squared.</summary>
    public LinearRegressionLoss Loss { get; init; }

    /// <summary>Where Huber's loss turns linear, in standard deviations of the target. Default 1.35; greater than 0.</summary>
    [Bounds(0, 1e9, MinimumExclusive = true)]
    public double HuberDelta { get; init; } = 1.35;

    /// <summary>The quantile to predict with the quantile loss. Default 0.5, the median; between 0 and 1, both excluded.</summary>
    [Bounds(0, 1, MinimumExclusive = true, MaximumExclusive = true)]
    public double Quantile { get; init; } = 0.5;

    /// <inheritdoc/>
    public override AlgorithmDescription Describe() => new("slipway.linear-regressor", LearningTask.Regression, StandardMetrics.Regression);

    /// <inheritdoc/>
    protected internal override IJsonTypeInfoResolver? JsonContract => AlgorithmJson.Default;

    internal override LinearOutput Output => LinearOutput.Value;

    internal override LinearLoss CreateLoss(TrainingContext context)
    {
        var (mean, scale) = context.InitialModel is LinearModel model ? (model.TargetMean, model.TargetScale) : TargetScaling.Of(context);
        return new RegressionLinearLoss(mean, scale, Loss, (float)HuberDelta, Quantile);
    }
}
