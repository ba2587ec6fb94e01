using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <summary>One linear output and half the squared error, on targets scaled to mean 0 and deviation 1.</summary>
/// <param name="mean">Mean of the training targets.</param>
/// <param name="scale">Their standard deviation; 1 when they are all equal.</param>
internal sealed class RegressionHead(double mean, double scale) : MlpHead
{
    private float[] _targets = [];

    public override int Outputs => 1;

    public override double LossAndGradient(Span<float> outputs, TrainingBatch batch)
    {
        if (_targets.Length < batch.Rows)
        {
            _targets = new float[batch.Rows];
        }

        var targets = _targets.AsSpan(0, batch.Rows);
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = (float)((batch.Targets[i] - mean) / scale);
        }

        return PointwiseLoss.LossAndGradient(
            PointwiseLossKind.Squared, 0, outputs, targets, batch.Weights, InverseTotal(batch.Weights, batch.Rows), outputs);
    }

    public override MlpModel ToModel(MlpNetwork network)
    {
        var scaled = network.Clone();
        scaled.ScaleOutput(scale, mean);
        return new MlpModel(scaled, LearningTask.Regression, mean, scale);
    }

    public override MlpNetwork Normalised(MlpNetwork network)
    {
        network.ScaleOutput(1 / scale, -mean / scale);
        return network;
    }
}
