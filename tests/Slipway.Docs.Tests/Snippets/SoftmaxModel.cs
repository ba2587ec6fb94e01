using Slipway.Features;
using Slipway.Models;

namespace Slipway.Docs.Tests.Snippets;

#region incremental-model
/// <summary>Immutable and thread-safe: scores rows, and writes what <c>LoadModel</c> reads.</summary>
internal sealed class SoftmaxModel(SoftmaxState state) : VectorModel
{
    public override int InputWidth => state.Width;

    public override int OutputWidth => state.Classes;

    public override void Score(FeatureBlock features, Span<float> output)
    {
        for (var row = 0; row < features.Rows; row++)
        {
            state.Probabilities(features.Values.Slice(row * state.Width, state.Width), output.Slice(row * state.Classes, state.Classes));
        }
    }

    public override void Save(ModelWriter writer) => writer.Write("weights", [state.Classes, state.Width], state.Weights);

    public SoftmaxState ToState() => state.Copy();
}
#endregion
