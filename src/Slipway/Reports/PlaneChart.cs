using System.Globalization;
using System.Net;
using System.Text;

namespace Slipway.Reports;

/// <summary>Points and lines over two axes, as SVG that takes its colours from the page.</summary>
/// <param name="X">Horizontal axis.</param>
/// <param name="Y">Vertical axis.</param>
internal sealed record PlaneChart(ChartAxis X, ChartAxis Y)
{
    private const double Left = 58;
    private const double Right = 12;
    private const double Top = 12;
    private const double Bottom = 44;

    public IReadOnlyList<Mark> Marks { get; init; } = [];

    public IReadOnlyList<ChartLine> Lines { get; init; } = [];

    public double Width { get; init; } = 560;

    public double Height { get; init; } = 300;

    public void Render(StringBuilder html, string label)
    {
        html.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {NumberText.Place(Width)} {NumberText.Place(Height)}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(label)}\">");
        RenderAxes(html);
        foreach (var line in Lines)
        {
            RenderLine(html, line);
        }

        foreach (var mark in Marks)
        {
            html.Append(CultureInfo.InvariantCulture, $"<circle class=\"mark {mark.Style}\" r=\"4\" cx=\"{PlaceX(mark.X)}\" cy=\"{PlaceY(mark.Y)}\" data-item=\"{mark.Item}\" data-hint=\"{WebUtility.HtmlEncode(mark.Hint)}\"/>");
        }

        html.Append("</svg>");
    }

    private void RenderAxes(StringBuilder html)
    {
        var floor = NumberText.Place(Height - Bottom);
        foreach (var (value, text) in Y.Ticks)
        {
            var y = PlaceY(value);
            html.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{NumberText.Place(Width - Right)}\" y1=\"{y}\" y2=\"{y}\"/>");
            html.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{Left - 8}\" y=\"{y}\" text-anchor=\"end\" dominant-baseline=\"middle\">{Label(text)}</text>");
        }

        foreach (var (value, text) in X.Ticks)
        {
            var x = PlaceX(value);
            html.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{x}\" x2=\"{x}\" y1=\"{floor}\" y2=\"{NumberText.Place(Height - Bottom + 4)}\"/>");
            html.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{x}\" y=\"{NumberText.Place(Height - Bottom + 17)}\" text-anchor=\"middle\">{Label(text)}</text>");
        }

        html.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{Left}\" x2=\"{NumberText.Place(Width - Right)}\" y1=\"{floor}\" y2=\"{floor}\"/>");
        html.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" x=\"{NumberText.Place((Width + Left - Right) / 2)}\" y=\"{NumberText.Place(Height - 6)}\" text-anchor=\"middle\">{WebUtility.HtmlEncode(X.Title)}</text>");
        html.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" transform=\"translate(13 {NumberText.Place((Height - Bottom + Top) / 2)}) rotate(-90)\" text-anchor=\"middle\">{WebUtility.HtmlEncode(Y.Title)}</text>");
    }

    private void RenderLine(StringBuilder html, ChartLine line)
    {
        html.Append(CultureInfo.InvariantCulture, $"<polyline class=\"line {line.Style}\" points=\"");
        foreach (var (x, y) in line.Points)
        {
            html.Append(PlaceX(x)).Append(',').Append(PlaceY(y)).Append(' ');
        }

        html.Append('"');
        if (line.Hint is not null)
        {
            html.Append(CultureInfo.InvariantCulture, $" data-item=\"{line.Item}\" data-hint=\"{WebUtility.HtmlEncode(line.Hint)}\"");
        }

        html.Append("/>");
    }

    private static string Label(string text) => WebUtility.HtmlEncode(text.Length > 14 ? string.Concat(text.AsSpan(0, 13), "…") : text);

    private string PlaceX(double x) => NumberText.Place(Left + (X.Place(x) * (Width - Left - Right)));

    private string PlaceY(double y) => NumberText.Place(Height - Bottom - (Y.Place(y) * (Height - Bottom - Top)));
}
