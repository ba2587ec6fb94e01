using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <summary>Softmax and cross-entropy, with class weights.</summary>
/// <param name="classes">Number of classes.</param>
/// <param name="classWeights">One weight a class, or null when every class counts 1.</param>
internal sealed class ClassificationHead(int classes, float[]? classWeights) : MlpHead
{
    private int[] _targets = [];
    private float[] _weights = [];

    public override int Outputs => classes;

    public override double LossAndGradient(Span<float> outputs, TrainingBatch batch)
    {
        if (_targets.Length < batch.Rows)
        {
            _targets = new int[batch.Rows];
            _weights = new float[batch.Rows];
        }

        var targets = _targets.AsSpan(0, batch.Rows);
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = (int)batch.Targets[i];
        }

        var weights = ClassWeightTable.RowWeights(classWeights, batch, _weights);
        return SoftmaxCrossEntropy.LossAndGradient(batch.Rows, classes, outputs, targets, weights, InverseTotal(weights, batch.Rows));
    }

    public override double? TotalWeight(TrainingBatch batch)
    {
        if (classWeights is null)
        {
            return null;
        }

        var sum = 0.0;
        for (var i = 0; i < batch.Rows; i++)
        {
            sum += ClassWeightTable.RowWeight(classWeights, batch, i);
        }

        return sum;
    }

    public override MlpModel ToModel(MlpNetwork network) => new(network.Clone(), LearningTask.Classification, 0, 1);

    public override MlpNetwork Normalised(MlpNetwork network) => network;
}
