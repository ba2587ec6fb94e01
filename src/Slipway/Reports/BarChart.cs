using System.Globalization;
using System.Net;
using System.Text;

namespace Slipway.Reports;

/// <summary>Named fractions of a whole as horizontal bars.</summary>
/// <param name="Bars">Name, length as a fraction from 0 to 1, the text beside the bar, and what hovering shows; plain text.</param>
internal sealed record BarChart(IReadOnlyList<(string Name, double Fraction, string Value, string Hint)> Bars)
{
    private const double Row = 26;
    private const double Left = 190;
    private const double Width = 560;
    private const double Right = 60;

    public void Render(StringBuilder html, string label)
    {
        html.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {NumberText.Place((Bars.Count * Row) + 8)}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(label)}\">");
        for (var i = 0; i < Bars.Count; i++)
        {
            var (name, fraction, value, hint) = Bars[i];
            var (top, middle) = ((i * Row) + 6, NumberText.Place((i * Row) + 6 + ((Row - 8) / 2)));
            var shortened = name.Length > 26 ? string.Concat(name.AsSpan(0, 25), "…") : name;
            var length = fraction * (Width - Left - Right);
            html.Append(CultureInfo.InvariantCulture, $"<text class=\"name\" x=\"{Left - 10}\" y=\"{middle}\" text-anchor=\"end\" dominant-baseline=\"middle\">{WebUtility.HtmlEncode(shortened)}</text>");
            html.Append(CultureInfo.InvariantCulture, $"<rect class=\"bar\" rx=\"3\" x=\"{Left}\" y=\"{NumberText.Place(top)}\" width=\"{NumberText.Place(Math.Max(length, 1))}\" height=\"{Row - 8}\" ");
            html.Append(CultureInfo.InvariantCulture, $"data-item=\"-1\" data-hint=\"{WebUtility.HtmlEncode(hint)}\"/>");
            html.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{NumberText.Place(Left + length + 8)}\" y=\"{middle}\" dominant-baseline=\"middle\">{WebUtility.HtmlEncode(value)}</text>");
        }

        html.Append("</svg>");
    }

    /// <summary>A fraction in percent, with one decimal.</summary>
    public static string Percent(double fraction) => $"{NumberText.Short(Math.Round(fraction * 100, 1))} %";
}
