using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>A trained multi-layer perceptron. Regression outputs are on the target's own scale.</summary>
internal sealed class MlpModel : VectorModel
{
    private const int BlockRows = 256;

    [ThreadStatic]
    private static float[]? _scratch;

    private readonly LearningTask _task;
    private readonly int _widest;

    public MlpModel(MlpNetwork network, LearningTask task, double targetMean, double targetScale)
    {
        Network = network;
        _task = task;
        TargetMean = targetMean;
        TargetScale = targetScale;
        _widest = network.Widths.AsSpan(1).ToArray().Max();
    }

    public MlpNetwork Network { get; }

    /// <summary>How targets were scaled in training; only a training that goes on from here needs it.</summary>
    public double TargetMean { get; }

    public double TargetScale { get; }

    public override int InputWidth => Network.Widths[0];

    public override int OutputWidth => Network.Widths[^1];

    public override void Score(FeatureBlock features, Span<float> output)
    {
        if (features.Width != InputWidth)
        {
            throw new ArgumentException($"The rows have {features.Width} features; the model was trained on {InputWidth}.", nameof(features));
        }

        for (var start = 0; start < features.Rows; start += BlockRows)
        {
            var rows = Math.Min(BlockRows, features.Rows - start);
            ScoreBlock(features.Slice(start, rows), output.Slice(start * OutputWidth, rows * OutputWidth));
        }
    }

    public override void Save(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Network.Write(writer);
        if (_task == LearningTask.Regression)
        {
            TargetScaling.Write(writer, TargetMean, TargetScale);
        }
    }

    public static MlpModel Load(ModelReader reader, int[] hidden, MlpActivation activation, LearningTask task)
    {
        var outputs = task == LearningTask.Classification ? reader.Classes.Count : 1;
        var network = MlpNetwork.Read(reader, [reader.FeatureCount, .. hidden, outputs], activation);
        if (task == LearningTask.Classification)
        {
            return new MlpModel(network, task, 0, 1);
        }

        var (mean, scale) = TargetScaling.Read(reader);
        return new MlpModel(network, task, mean, scale);
    }

    private void ScoreBlock(FeatureBlock features, Span<float> output)
    {
        var rows = features.Rows;
        if (_scratch is null || _scratch.Length < 2 * rows * _widest)
        {
            _scratch = new float[2 * rows * _widest];
        }

        var last = Network.Layers - 1;
        var here = _scratch.AsSpan(0, rows * _widest);
        var next = _scratch.AsSpan(rows * _widest, rows * _widest);
        for (var l = 0; l <= last; l++)
        {
            var target = l == last ? output : next[..(rows * Network.Widths[l + 1])];
            var activation = l == last ? Activation.None : Network.HiddenActivation;
            if (l == 0)
            {
                Network.Forward(features, target, activation, maxThreads: 1);
            }
            else
            {
                Network.Forward(l, here[..(rows * Network.Widths[l])], rows, target, activation, maxThreads: 1);
            }

            var swap = here;
            here = next;
            next = swap;
        }

        if (_task == LearningTask.Classification)
        {
            Softmax.Apply(rows, OutputWidth, output);
        }
    }
}
