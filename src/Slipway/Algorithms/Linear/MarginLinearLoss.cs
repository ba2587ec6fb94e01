using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <summary>Losses of a signed margin: one column for two classes, one class against the rest for more.</summary>
/// <param name="classes">Number of classes.</param>
/// <param name="classWeights">One weight a class, or null.</param>
/// <param name="kind">The loss.</param>
/// <param name="smoothed">Whether to round the kink of the hinge.</param>
internal sealed class MarginLinearLoss(int classes, float[]? classWeights, PointwiseLossKind kind, bool smoothed) : LinearLoss
{
    public override int Columns { get; } = classes > 2 ? classes : 1;

    public override bool Smoothed => smoothed;

    public override double LossAndGradient(Span<float> scores, TrainingBatch batch, LinearScratch scratch, double smoothing)
    {
        var weights = ClassWeightTable.RowWeights(classWeights, batch, scratch.Weights);
        if (Columns == 1 && !smoothed)
        {
            return PointwiseLoss.LossAndGradient(kind, 0, scores, batch.Targets, weights, 1, scores);
        }

        var loss = 0.0;
        for (var i = 0; i < batch.Rows; i++)
        {
            var target = (int)batch.Targets[i];
            var weight = weights.IsEmpty ? 1f : weights[i];
            for (var k = 0; k < Columns; k++)
            {
                var sign = (Columns == 1 ? target == 1 : target == k) ? 1f : -1f;
                ref var score = ref scores[(i * Columns) + k];
                var slack = 1 - (sign * score);
                var (value, slope) = kind == PointwiseLossKind.SquaredHinge ? Squared(slack) : Rounded(slack, (float)smoothing);
                loss += weight * value;
                score = -sign * weight * slope;
            }
        }

        return loss;
    }

    public override bool HasCurvature => Columns == 1 && !smoothed;

    public override void Curvature(ReadOnlySpan<float> slopes, TrainingBatch batch, LinearScratch scratch, Span<float> curvature)
    {
        // LossAndGradient left the rows' weights in the scratch buffer, if classes have weights.
        var weights = classWeights is null ? batch.Weights : scratch.Weights.AsSpan(0, batch.Rows);
        for (var i = 0; i < curvature.Length; i++)
        {
            var weight = weights.IsEmpty ? 1f : weights[i];
            var magnitude = Math.Abs(slopes[i]);
            curvature[i] = magnitude == 0 ? 0
                : kind == PointwiseLossKind.SquaredHinge ? weight // the generalised Hessian: rows within the margin count whole
                : magnitude * (1 - (magnitude / weight)); // w p (1 - p), and the slope is w p
        }
    }

    public override double WeightOf(TrainingBatch batch, int row) => ClassWeightTable.RowWeight(classWeights, batch, row);

    public override LinearModel ToModel(float[] weights, float[] intercepts, int features) => new(
        weights, intercepts, features, LinearOutput.Softmax, 0, 1);

    public override double[] FromModel(LinearModel model) => model.Parameters();

    private static (float Value, float Slope) Squared(float slack) => slack > 0 ? (0.5f * slack * slack, slack) : (0, 0);

    /// <summary>The hinge with a parabola of the given width in place of its kink; never more than half the width below it.</summary>
    private static (float Value, float Slope) Rounded(float slack, float width) =>
        slack <= 0 ? (0, 0) : slack >= width ? (slack - (width / 2), 1) : (slack * slack / (2 * width), slack / width);
}
