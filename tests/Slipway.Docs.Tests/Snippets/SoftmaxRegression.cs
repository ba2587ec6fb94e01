using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway.Docs.Tests.Snippets;

#region incremental-algorithm
/// <summary>Softmax regression by stochastic gradient descent, one row at a time.</summary>
public sealed record SoftmaxRegression : IncrementalAlgorithm<SoftmaxState>
{
    /// <summary>Step size. Default 0.05; greater than 0.</summary>
    [Bounds(0, 10, MinimumExclusive = true)]
    public double LearningRate { get; init; } = 0.05;

    public override AlgorithmDescription Describe() => new("docs.softmax-regression", LearningTask.Classification,
    [
        new MetricDefinition("train:loss", MetricDirection.Minimize),
        new MetricDefinition("validation:loss", MetricDirection.Minimize),
        new MetricDefinition("validation:accuracy", MetricDirection.Maximize),
    ])
    {
        Input = AlgorithmInput.DenseFeatures,
    };

    protected override SoftmaxState Initialize(TrainingContext context) => context.InitialModel is SoftmaxModel model
        ? model.ToState()
        : new SoftmaxState(context.Classes.Count, context.FeatureCount, new float[context.Classes.Count * context.FeatureCount]);

    protected override double Update(SoftmaxState state, TrainingBatch batch, in TrainingStep step)
    {
        var loss = 0.0;
        Span<float> scores = new float[state.Classes];
        for (var row = 0; row < batch.Rows; row++)
        {
            var x = batch.Features.Values.Slice(row * state.Width, state.Width);
            var weight = batch.Weights.IsEmpty ? 1 : batch.Weights[row];
            var target = (int)batch.Targets[row];
            state.Probabilities(x, scores);
            loss -= weight * Math.Log(Math.Max(scores[target], 1e-12));
            for (var k = 0; k < state.Classes; k++)
            {
                var error = scores[k] - (k == target ? 1 : 0);
                Axpy.Apply((float)(-LearningRate * weight * error), x, state.Row(k));
            }
        }

        return loss; // summed over the rows, before the update
    }

    protected override Model Complete(SoftmaxState state) => new SoftmaxModel(state.Copy()); // training goes on: share nothing

    protected override void SaveState(SoftmaxState state, ModelWriter writer) =>
        writer.Write("weights", [state.Classes, state.Width], state.Weights);

    protected override SoftmaxState RestoreState(ModelReader reader, TrainingContext context) => Read(reader);

    public override Model LoadModel(ModelReader reader) => new SoftmaxModel(Read(reader));

    private static SoftmaxState Read(ModelReader reader) => new(
        reader.Classes.Count, reader.FeatureCount, reader.ReadSingle("weights", reader.Classes.Count, reader.FeatureCount));

    protected override IJsonTypeInfoResolver? JsonContract => SoftmaxJson.Default; // for trimmed and NativeAOT applications
}
#endregion

#region native-aot-contract
[JsonSerializable(typeof(SoftmaxRegression))]
internal sealed partial class SoftmaxJson : JsonSerializerContext;
#endregion
