namespace Slipway.Features;

/// <summary>A raw column that a fitted pipeline reads.</summary>
/// <param name="Name">Column name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Width">Vector: number of values. Sparse vector: one more than the largest index. Otherwise 1.</param>
public sealed record InputColumn(string Name, InputKind Kind, int Width = 1);
