namespace Slipway.Data;

/// <summary>One image of a channel.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Path">Relative to the root, with <c>/</c> between folders.</param>
/// <param name="Label">Its class, or null.</param>
/// <param name="Labels">Its numeric labels; empty when there are none.</param>
internal sealed record ImageFile(SourceFile File, string Path, string? Label, float[] Labels);
