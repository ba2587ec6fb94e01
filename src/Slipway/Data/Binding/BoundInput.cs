using Slipway.Features;

namespace Slipway.Data;

/// <summary>An input of a fitted pipeline: its position, and what it is.</summary>
/// <param name="Index">Index into <see cref="FittedFeaturePipeline.Inputs"/>.</param>
/// <param name="Column">Name, kind and width.</param>
internal readonly record struct BoundInput(int Index, InputColumn Column)
{
    /// <summary>What the column holds.</summary>
    public InputKind Kind => Column.Kind;
}
