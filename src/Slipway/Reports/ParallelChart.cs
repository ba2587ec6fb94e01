using System.Globalization;
using System.Net;
using System.Text;

namespace Slipway.Reports;

/// <summary>One vertical axis a dimension and one line an item (Inselberg, "The plane with parallel coordinates", 1985).</summary>
/// <param name="Axes">The axes from left to right.</param>
internal sealed record ParallelChart(IReadOnlyList<ChartAxis> Axes)
{
    private const double Side = 84;
    private const double Top = 34;
    private const double Bottom = 14;

    /// <summary>An item: its value on each axis (NaN where it has none), style, hint, number. Later ones are drawn above earlier ones.</summary>
    public IReadOnlyList<(double[] Values, string Style, string Hint, int Item)> Items { get; init; } = [];

    public double Height { get; init; } = 360;

    public void Render(StringBuilder html, string label)
    {
        var width = Math.Max(760, Side * 2 + ((Axes.Count - 1) * 150));
        html.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {NumberText.Place(width)} {NumberText.Place(Height)}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(label)}\">");
        foreach (var (values, style, hint, item) in Items)
        {
            RenderItem(html, width, values, style, hint, item);
        }

        for (var i = 0; i < Axes.Count; i++)
        {
            RenderAxis(html, i, PlaceX(i, width));
        }

        html.Append("</svg>");
    }

    /// <summary>An item that has no value on an axis is broken there.</summary>
    private void RenderItem(StringBuilder html, double width, double[] values, string style, string hint, int item)
    {
        html.Append("<path class=\"line ").Append(style).Append("\" d=\"");
        var pen = 'M';
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                pen = 'M';
                continue;
            }

            html.Append(pen).Append(NumberText.Place(PlaceX(i, width))).Append(' ').Append(NumberText.Place(PlaceY(i, values[i])));
            pen = 'L';
        }

        html.Append(CultureInfo.InvariantCulture, $"\" data-item=\"{item}\" data-hint=\"{WebUtility.HtmlEncode(hint)}\"/>");
    }

    private void RenderAxis(StringBuilder html, int index, double x)
    {
        var axis = Axes[index];
        var place = NumberText.Place(x);
        html.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{place}\" x2=\"{place}\" y1=\"{Top}\" y2=\"{NumberText.Place(Height - Bottom)}\"/>");
        html.Append(CultureInfo.InvariantCulture, $"<text class=\"title\" x=\"{place}\" y=\"16\" text-anchor=\"middle\">{WebUtility.HtmlEncode(axis.Title)}</text>");
        foreach (var (value, text) in axis.Ticks)
        {
            var label = text.Length > 12 ? string.Concat(text.AsSpan(0, 11), "…") : text;
            html.Append(CultureInfo.InvariantCulture, $"<text class=\"tick halo\" x=\"{NumberText.Place(x + 5)}\" y=\"{NumberText.Place(PlaceY(index, value))}\" dominant-baseline=\"middle\">{WebUtility.HtmlEncode(label)}</text>");
        }
    }

    private double PlaceX(int index, double width) => Axes.Count == 1 ? width / 2 : Side + (index * (width - (2 * Side)) / (Axes.Count - 1));

    private double PlaceY(int index, double value) => Height - Bottom - (Axes[index].Place(value) * (Height - Bottom - Top));
}
