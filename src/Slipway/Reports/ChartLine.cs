namespace Slipway.Reports;

/// <summary>A line of a chart.</summary>
/// <param name="Points">Its corners.</param>
/// <param name="Style">CSS class.</param>
/// <param name="Hint">What hovering shows; plain text, or null for a line that does not react.</param>
/// <param name="Item">Marks with the same item light up together; -1 for none.</param>
internal sealed record ChartLine(IReadOnlyList<(double X, double Y)> Points, string Style, string? Hint = null, int Item = -1);
