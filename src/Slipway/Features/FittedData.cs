namespace Slipway.Features;

/// <summary>A fitted pipeline and the matrix of the channel that it was fitted on.</summary>
/// <param name="Pipeline">The fitted pipeline.</param>
/// <param name="Matrix">The transformed rows; the caller disposes it.</param>
public sealed record FittedData(FittedFeaturePipeline Pipeline, FeatureMatrix Matrix)
{
    /// <summary>What was done that the caller may not expect, as sentences: columns that were left out.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
