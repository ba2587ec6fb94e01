using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>A trained factorization machine. Regression outputs are on the target's own scale.</summary>
internal sealed class FactorizationMachineModel(FactorizationWeights weights, LearningTask task, double targetMean,
    double targetScale) : VectorModel
{
    [ThreadStatic]
    private static float[]? _scratch;

    public FactorizationWeights Weights { get; } = weights;

    /// <summary>How targets were scaled in training.</summary>
    public double TargetMean { get; } = targetMean;

    public double TargetScale { get; } = targetScale;

    public override int InputWidth => Weights.Features;

    public override int OutputWidth => task == LearningTask.Regression ? 1 : Math.Max(2, Weights.Outputs);

    public override void Score(FeatureBlock features, Span<float> output)
    {
        if (features.Width != InputWidth)
        {
            throw new ArgumentException($"The rows have {features.Width} features; the model was trained on {InputWidth}.",
                nameof(features));
        }

        var sums = Weights.Outputs * Weights.Factors;
        var needed = sums + Weights.Outputs;
        if (_scratch is null || _scratch.Length < needed)
        {
            _scratch = new float[needed];
        }

        var scores = _scratch.AsSpan(sums, Weights.Outputs);
        for (var i = 0; i < features.Rows; i++)
        {
            var row = features.Slice(i, 1);
            Weights.Forward(row.Columns, row.Values, scores, _scratch.AsSpan(0, sums));
            var target = output.Slice(i * OutputWidth, OutputWidth);
            if (task == LearningTask.Regression)
            {
                target[0] = (float)((scores[0] * TargetScale) + TargetMean);
            }
            else if (scores.Length == 1)
            {
                target[1] = Sigmoid.Of(scores[0]);
                target[0] = 1 - target[1];
            }
            else
            {
                scores.CopyTo(target);
                Softmax.Apply(1, scores.Length, target);
            }
        }
    }

    public override void Save(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Weights.Write(writer, "");
        if (task == LearningTask.Regression)
        {
            TargetScaling.Write(writer, TargetMean, TargetScale);
        }
    }
}
