using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <summary>Multinomial logistic loss.</summary>
/// <param name="classes">Number of classes; one column each.</param>
/// <param name="classWeights">One weight a class, or null.</param>
internal sealed class SoftmaxLinearLoss(int classes, float[]? classWeights) : LinearLoss
{
    public override int Columns => classes;

    public override double LossAndGradient(Span<float> scores, TrainingBatch batch, LinearScratch scratch, double smoothing)
    {
        var targets = scratch.Classes.AsSpan(0, batch.Rows);
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = (int)batch.Targets[i];
        }

        return SoftmaxCrossEntropy.LossAndGradient(batch.Rows, classes, scores, targets, ClassWeightTable.RowWeights(classWeights, batch, scratch.Weights));
    }

    public override double WeightOf(TrainingBatch batch, int row) => ClassWeightTable.RowWeight(classWeights, batch, row);

    public override LinearModel ToModel(float[] weights, float[] intercepts, int features) =>
        new(weights, intercepts, features, LinearOutput.Softmax, 0, 1);

    public override double[] FromModel(LinearModel model) => model.Parameters();
}
