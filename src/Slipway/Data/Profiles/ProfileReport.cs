using System.Globalization;
using System.Net;
using System.Text;
using Slipway.Reports;

namespace Slipway.Data;

/// <summary>The page of a profile.</summary>
internal static class ProfileReport
{
    private const int MostAssociations = 30;

    public static string Render(ChannelProfile profile)
    {
        var page = new ReportPage("Data profile", profile.Source);
        page.AddTiles(Tiles(profile));
        if (profile.Columns.FirstOrDefault(c => c.Role == "label") is { } label)
        {
            AddLabel(page, profile, label);
            AddAssociations(page, profile);
        }

        page.AddSection(
            "Columns", "Small plots show the distribution from minimum to maximum, or the most frequent values.", wide: true,
            html => AppendColumns(html, profile));
        return page.ToString();
    }

    private static IEnumerable<(string Label, string Value, string Note)> Tiles(ChannelProfile profile)
    {
        var cells = profile.Rows * Math.Max(1, profile.Columns.Count);
        var missing = profile.Columns.Sum(c => c.Missing);
        yield return ("Rows", Grouped(profile.Rows), "");
        yield return ("Columns", Grouped(profile.Columns.Count), Kinds(profile));
        yield return ("Missing cells", Percent(cells == 0 ? 0 : (double)missing / cells), $"{profile.Columns.Count(c => c.Missing > 0)} columns have some");
        var constant = profile.Columns.Count(c => c.Distinct is 0 or 1);
        yield return ("Constant columns", Grouped(constant), constant == 0 ? "" : "they tell nothing about the label");
    }

    private static void AddLabel(ReportPage page, ChannelProfile profile, ColumnProfile label)
    {
        if (label.TopValues.Count > 0)
        {
            page.AddSection(
                $"Label: {label.Name}",
                label.Distinct > label.TopValues.Count ? $"The {label.TopValues.Count} most frequent of {label.Distinct} values." : "Share of each value.",
                wide: false,
                html => Bars(html, label.TopValues.Select(v => (v.Value, (double)v.Count / Math.Max(1, profile.Rows), Percent((double)v.Count / Math.Max(1, profile.Rows)), $"{Grouped(v.Count)} rows")), "Balance of the label"));
        }
        else if (label.Numbers is { } numbers)
        {
            page.AddSection($"Label: {label.Name}", Range(numbers), wide: false, html => Histogram(html, numbers, 560, 160, $"Distribution of {label.Name}"));
        }
    }

    private static void AddAssociations(ReportPage page, ChannelProfile profile)
    {
        var ranked = profile.Columns.Where(c => c.Label is not null).OrderByDescending(c => Math.Abs(c.Label!.Value.Value)).Take(MostAssociations).ToList();
        if (ranked.Count > 0)
        {
            page.AddSection(
                "What goes together with the label", "Strength without sign; a column near 1 may give the label away.", wide: false,
                html => Bars(html, ranked.Select(c => (
                    c.Name, Math.Abs(c.Label!.Value.Value), NumberText.Short(Math.Abs(c.Label.Value.Value)), $"{c.Label.Value.Measure} {NumberText.Short(c.Label.Value.Value)}")), "Association with the label"));
        }
    }

    private static void Bars(StringBuilder html, IEnumerable<(string Name, double Fraction, string Value, string Note)> bars, string label) =>
        new BarChart([.. bars.Select(b => (b.Name, b.Fraction, b.Value, $"{b.Name}\n{b.Note}"))]).Render(html, label);

    private static void AppendColumns(StringBuilder html, ChannelProfile profile)
    {
        string[] head = ["Column", "Type", "Distribution", "Missing", "Distinct", "Mean", "Std. dev.", "Minimum", "Median", "Maximum", "With label"];
        html.Append("<div class=\"scroll\"><table><thead><tr>");
        foreach (var cell in head)
        {
            html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{cell}</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (var column in profile.Columns)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{WebUtility.HtmlEncode(column.Role == "feature" ? column.Name : $"{column.Name} ({column.Role})")}</td><td>{WebUtility.HtmlEncode(column.Type)}</td><td class=\"plot\">");
            Plot(html, column, profile.Rows);
            html.Append("</td>");
            var numbers = column.Kind == Features.InputKind.Text ? null : column.Numbers;
            Number(html, column.Missing == 0 ? "0" : Percent((double)column.Missing / Math.Max(1, profile.Rows)));
            Number(html, column.Distinct is { } distinct ? (column.DistinctIsExact ? "" : "≈ ") + Grouped(distinct) : "");
            foreach (var value in new[] { numbers?.Mean, numbers?.StandardDeviation, numbers?.Minimum, numbers?.Quantiles[3].Value, numbers?.Maximum })
            {
                Number(html, value is { } number ? NumberText.Short(number) : "");
            }

            Number(html, column.Label is { } association ? NumberText.Short(association.Value) : "");
            html.Append("</tr>");
        }

        html.Append("</tbody></table></div>");
    }

    private static void Plot(StringBuilder html, ColumnProfile column, long rows)
    {
        if (column.Kind == Features.InputKind.Text && column.TopValues.Count > 0)
        {
            var most = column.TopValues[0].Count;
            Columns(html, [.. column.TopValues.Select(v => ((double)v.Count / most, $"{v.Value}\n{Percent((double)v.Count / Math.Max(1, rows))}"))], $"Most frequent values of {column.Name}", 180, 36);
        }
        else if (column.Numbers is { } numbers && column.Kind != Features.InputKind.Text)
        {
            Histogram(html, numbers, 180, 36, $"Distribution of {column.Name}");
        }
    }

    private static void Histogram(StringBuilder html, NumberProfile numbers, int width, int height, string label)
    {
        var most = numbers.Histogram.Max();
        var step = ((numbers.Maximum / 2) - (numbers.Minimum / 2)) / numbers.Histogram.Count * 2;
        Columns(html, [.. numbers.Histogram.Select((f, i) => (
            most > 0 ? f / most : 0,
            $"{NumberText.Short(numbers.Minimum + (i * step))} to {NumberText.Short(numbers.Minimum + ((i + 1) * step))}\n{Percent(f)}"))], label, width, height);
    }

    private static void Columns(StringBuilder html, IReadOnlyList<(double Height, string Hint)> bars, string label, int width, int height)
    {
        var step = (double)width / bars.Count;
        html.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(label)}\">");
        for (var i = 0; i < bars.Count; i++)
        {
            var tall = Math.Max(bars[i].Height > 0 ? 1 : 0, bars[i].Height * (height - 1));
            html.Append(CultureInfo.InvariantCulture, $"<rect class=\"bar\" x=\"{NumberText.Place(i * step)}\" y=\"{NumberText.Place(height - tall)}\" width=\"{NumberText.Place(Math.Max(0.5, step - 1))}\" height=\"{NumberText.Place(tall)}\" data-item=\"-1\" data-hint=\"{WebUtility.HtmlEncode(bars[i].Hint)}\"/>");
        }

        html.Append("</svg>");
    }

    private static void Number(StringBuilder html, string text) => html.Append(CultureInfo.InvariantCulture, $"<td class=\"number\">{WebUtility.HtmlEncode(text)}</td>");

    private static string Kinds(ChannelProfile profile) => string.Join(", ", profile.Columns
        .GroupBy(c => c.Kind switch { Features.InputKind.Number => "numbers", Features.InputKind.Text => "text", null => "other", _ => "vectors" })
        .OrderByDescending(g => g.Count()).Select(g => $"{g.Count()} {g.Key}"));

    private static string Range(NumberProfile numbers) =>
        $"From {NumberText.Short(numbers.Minimum)} to {NumberText.Short(numbers.Maximum)}, median {NumberText.Short(numbers.Quantiles[3].Value)}.";

    private static string Percent(double fraction) => $"{NumberText.Short(Math.Round(fraction * 100, fraction < 0.01 ? 2 : 1))} %";

    private static string Grouped(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
