namespace Slipway.Features;

/// <summary>How label values became targets.</summary>
/// <param name="Column">Name of the label column.</param>
/// <param name="Classes">Class labels in the order of their indices; empty for regression. Numbers are written shortest (<c>7</c>, not
/// <c>7.0</c>).</param>
public sealed record LabelEncoding(string Column, IReadOnlyList<string> Classes);
