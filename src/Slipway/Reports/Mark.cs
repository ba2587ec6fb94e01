namespace Slipway.Reports;

/// <summary>A point of a chart.</summary>
/// <param name="X">Value on the horizontal axis.</param>
/// <param name="Y">Value on the vertical axis.</param>
/// <param name="Style">CSS class, e.g. <c>q6</c> for the best seventh or <c>pruned</c>.</param>
/// <param name="Hint">What hovering shows; plain text.</param>
/// <param name="Item">Marks with the same item light up together.</param>
internal readonly record struct Mark(double X, double Y, string Style, string Hint, int Item);
