using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;

namespace Slipway.Reports;

/// <summary>One self-contained HTML page: no request leaves it, and it follows the reader's light or dark setting.</summary>
/// <param name="title">Heading; plain text.</param>
/// <param name="subtitle">Line under the heading; plain text.</param>
internal sealed class ReportPage(string title, string subtitle)
{
    private readonly StringBuilder _body = new();

    /// <summary>Figures in a row below the heading.</summary>
    public void AddTiles(IEnumerable<(string Label, string Value, string Note)> tiles)
    {
        _body.Append("<div class=\"tiles\">");
        foreach (var (label, value, note) in tiles)
        {
            _body.Append(CultureInfo.InvariantCulture, $"<div class=\"tile\"><span>{WebUtility.HtmlEncode(label)}</span><strong>{WebUtility.HtmlEncode(value)}</strong><small>{WebUtility.HtmlEncode(note)}</small></div>");
        }

        _body.Append("</div>");
    }

    /// <summary>A part with a heading.</summary>
    /// <param name="heading">Plain text.</param>
    /// <param name="explanation">A sentence under the heading; plain text.</param>
    /// <param name="wide">Whether it takes the page's whole width.</param>
    /// <param name="content">Writes HTML.</param>
    public void AddSection(string heading, string explanation, bool wide, Action<StringBuilder> content)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<section{(wide ? " class=\"wide\"" : "")}><h2>{WebUtility.HtmlEncode(heading)}</h2><p>{WebUtility.HtmlEncode(explanation)}</p>");
        content(_body);
        _body.Append("</section>");
    }

    /// <summary>A table; every cell is plain text. Cells of the first row are headings; a cell that begins with a digit or a minus is a number.</summary>
    public static void AppendTable(StringBuilder html, IReadOnlyList<string> head, IEnumerable<(string Style, int Item, IReadOnlyList<string> Cells)> rows)
    {
        html.Append("<div class=\"scroll\"><table><thead><tr>");
        foreach (var cell in head)
        {
            html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{WebUtility.HtmlEncode(cell)}</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (var (style, item, cells) in rows)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr class=\"{style}\" data-item=\"{item}\">");
            foreach (var cell in cells)
            {
                var number = cell.Length > 0 && (char.IsAsciiDigit(cell[0]) || cell[0] == '-');
                html.Append(CultureInfo.InvariantCulture, $"<td{(number ? " class=\"number\"" : "")}>{WebUtility.HtmlEncode(cell)}</td>");
            }

            html.Append("</tr>");
        }

        html.Append("</tbody></table></div>");
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
        <title>{WebUtility.HtmlEncode(title)}</title><style>
        {Resource("report.css")}
        </style></head><body><main>
        <header><h1>{WebUtility.HtmlEncode(title)}</h1><p>{WebUtility.HtmlEncode(subtitle)}</p></header>
        {_body}
        </main><div id="hint" role="status" hidden></div><script>
        {Resource("report.js")}
        </script></body></html>
        """);

    private static string Resource(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream($"Slipway.Reports.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
