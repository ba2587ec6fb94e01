using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <summary>Regression losses on targets scaled to mean 0 and deviation 1.</summary>
/// <param name="mean">Mean of the training targets.</param>
/// <param name="scale">Their standard deviation.</param>
/// <param name="kind">The loss.</param>
/// <param name="delta">Where Huber's loss turns linear.</param>
/// <param name="quantile">Quantile of the pinball loss.</param>
internal sealed class RegressionLinearLoss(double mean, double scale, LinearRegressionLoss kind, float delta, double quantile) : LinearLoss
{
    public override int Columns => 1;

    public override bool Smoothed => kind == LinearRegressionLoss.Quantile;

    public override double LossAndGradient(Span<float> scores, TrainingBatch batch, LinearScratch scratch, double smoothing)
    {
        var targets = scratch.Targets.AsSpan(0, batch.Rows);
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = (float)((batch.Targets[i] - mean) / scale);
        }

        return kind switch
        {
            LinearRegressionLoss.Squared => PointwiseLoss.LossAndGradient(PointwiseLossKind.Squared, 0, scores, targets, batch.Weights, 1, scores),
            LinearRegressionLoss.Huber => PointwiseLoss.LossAndGradient(PointwiseLossKind.Huber, delta, scores, targets, batch.Weights, 1, scores),
            _ => Pinball(scores, targets, batch.Weights, (float)smoothing),
        };
    }

    public override double WeightOf(TrainingBatch batch, int row) => batch.Weights.IsEmpty ? 1 : batch.Weights[row];

    public override LinearModel ToModel(float[] weights, float[] intercepts, int features) => new(
        [.. weights.Select(w => (float)(w * scale))], [(float)((intercepts[0] * scale) + mean)], features, LinearOutput.Value, mean, scale);

    public override double[] FromModel(LinearModel model)
    {
        var parameters = model.Parameters();
        parameters[^1] -= mean;
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i] /= scale;
        }

        return parameters;
    }

    /// <summary>The pinball loss with a parabola of half-width <paramref name="width"/> around its kink.</summary>
    private double Pinball(Span<float> scores, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, float width)
    {
        var loss = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            var weight = weights.IsEmpty ? 1f : weights[i];
            var error = targets[i] - scores[i];
            // q e for e > 0 and (q - 1) e for e < 0 is (q - 1/2) e + |e| / 2; the absolute value is what gets rounded.
            var magnitude = Math.Abs(error);
            var (rounded, slope) = magnitude >= width
                ? (magnitude, (float)Math.Sign(error))
                : ((error * error / (2 * width)) + (width / 2), error / width);
            loss += weight * (((quantile - 0.5) * error) + (0.5 * rounded));
            scores[i] = -weight * (float)(quantile - 0.5 + (0.5 * slope));
        }

        return loss;
    }
}
