using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>A trained linear model. Regression outputs are on the target's own scale.</summary>
internal sealed class LinearModel : VectorModel
{
    private readonly float[] _weights;
    private readonly float[] _intercepts;
    private readonly LinearOutput _output;
    private readonly int _columns;

    public LinearModel(float[] weights, float[] intercepts, int features, LinearOutput output, double targetMean, double targetScale)
    {
        _weights = weights;
        _intercepts = intercepts;
        _output = output;
        _columns = intercepts.Length;
        InputWidth = features;
        TargetMean = targetMean;
        TargetScale = targetScale;
    }

    public override int InputWidth { get; }

    public override int OutputWidth => _output == LinearOutput.Value ? 1 : Math.Max(2, _columns);

    /// <summary>How targets were scaled in training; only a training that goes on from here needs it.</summary>
    public double TargetMean { get; }

    public double TargetScale { get; }

    /// <summary>Weights, then intercepts.</summary>
    public double[] Parameters() => [.. _weights.Select(w => (double)w), .. _intercepts.Select(b => (double)b)];

    public override void Score(FeatureBlock features, Span<float> output)
    {
        if (features.Width != InputWidth)
        {
            throw new ArgumentException($"The rows have {features.Width} features; the model was trained on {InputWidth}.", nameof(features));
        }

        var scores = output[..(features.Rows * _columns)];
        Scores(features, _weights, _intercepts, scores, maxThreads: 1);
        if (_output == LinearOutput.Value)
        {
            return;
        }

        if (_columns == 1)
        {
            // From the last row on, because each score makes room for two probabilities.
            for (var i = features.Rows - 1; i >= 0; i--)
            {
                var positive = Sigmoid.Of(scores[i]);
                output[(2 * i) + 1] = positive;
                output[2 * i] = 1 - positive;
            }
        }
        else
        {
            Softmax.Apply(features.Rows, _columns, scores);
        }
    }

    /// <summary><c>X W + b</c> for dense or sparse rows.</summary>
    public static void Scores(FeatureBlock features, ReadOnlySpan<float> weights, ReadOnlySpan<float> intercepts, Span<float> scores, int maxThreads)
    {
        var columns = intercepts.Length;
        var epilogue = new GemmEpilogue(intercepts);
        if (features.IsSparse)
        {
            SparseGemm.Multiply(features.Csr(), columns, weights, columns, scores, columns, epilogue: epilogue, maxThreads: maxThreads);
        }
        else
        {
            Gemm.Multiply(
                false, false, features.Rows, columns, features.Width, features.Values, features.Width, weights, columns, scores, columns,
                epilogue: epilogue, maxThreads: maxThreads);
        }
    }

    public override void Save(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("weight", [InputWidth, _columns], _weights);
        writer.Write("intercept", [_columns], _intercepts);
        if (_output == LinearOutput.Value)
        {
            TargetScaling.Write(writer, TargetMean, TargetScale);
        }
    }

    public static LinearModel Load(ModelReader reader, LinearOutput output)
    {
        var columns = output == LinearOutput.Value || reader.Classes.Count == 2 ? 1 : reader.Classes.Count;
        var weights = reader.ReadSingle("weight", reader.FeatureCount, columns);
        var intercepts = reader.ReadSingle("intercept", columns);
        var (mean, scale) = output == LinearOutput.Value ? TargetScaling.Read(reader) : (0, 1);
        return new LinearModel(weights, intercepts, reader.FeatureCount, output, mean, scale);
    }
}
