using Slipway.Peers.Running;

namespace Slipway.Peers.Reporting;

/// <summary>The results as a Markdown table that also reads well in a terminal.</summary>
internal static class TableReport
{
    /// <summary>Writes machine, table, and a line for each row that is not complete.</summary>
    /// <param name="output">Where.</param>
    /// <param name="results">The rows.</param>
    /// <param name="machine">What <see cref="MachineDescription"/> says.</param>
    /// <param name="threads">Threads of each side.</param>
    public static void Write(TextWriter output, IReadOnlyList<ComparisonResult> results, string machine, int threads)
    {
        string[] header = ["group", "work", "peer", "Slipway", "peer's", "unit", "ratio", "quality", "peer's quality", "goal", "met"];
        string[][] rows = [header, .. results.Select(Cells)];
        var widths = header.Select((_, column) => rows.Max(r => r[column].Length)).ToArray();
        output.WriteLine($"Machine: {machine}. Threads of each side: {threads}. Ratio above 1: Slipway is ahead.");
        output.WriteLine();
        WriteRow(output, header, widths);
        WriteRow(output, [.. widths.Select(w => new string('-', w))], widths);
        foreach (var row in rows.Skip(1))
        {
            WriteRow(output, row, widths);
        }

        output.WriteLine();
        foreach (var result in results)
        {
            WriteNotes(output, result);
        }
    }

    private static void WriteRow(TextWriter output, string[] cells, int[] widths) =>
        output.WriteLine("| " + string.Join(" | ", cells.Select((cell, i) => cell.PadRight(widths[i]))) + " |");

    private static void WriteNotes(TextWriter output, ComparisonResult result)
    {
        if (result.Problem is not null)
        {
            output.WriteLine($"- {result.Comparison.Work}: {result.Problem}");
        }

        foreach (var (side, note) in new[] { ("Slipway", result.Slipway?.Note), (result.Comparison.Peer?.Name, result.Peer?.Note) })
        {
            if (!string.IsNullOrEmpty(note))
            {
                output.WriteLine($"- {result.Comparison.Work}, {side}: {note}");
            }
        }
    }

    private static string[] Cells(ComparisonResult result) =>
    [
        result.Group,
        result.Comparison.Work,
        result.Comparison.Peer?.Name + (result.Peer is null ? "" : $" {result.PeerVersion}"),
        Figure(result, result.Slipway),
        result.Comparison.Peer is null ? "" : Figure(result, result.Peer),
        result.Comparison.Unit,
        result.Ratio is { } ratio ? $"{ratio:0.00}" : "",
        Number(result.Slipway?.Quality),
        Number(result.Peer?.Quality) + (result.EqualQuality == false ? " UNEQUAL" : ""),
        result.Comparison.Goal,
        result.GoalMet switch { true => "yes", false => "MISSED", null => "unknown" },
    ];

    private static string Figure(ComparisonResult result, Measurement? measured) =>
        measured is not null ? Number(measured.Value) : result.Failed ? "failed" : "missing";

    private static string Number(double? value) => value switch
    {
        null => "",
        { } number when Math.Abs(number) >= 1000 => $"{number:0}",
        { } number when Math.Abs(number) >= 10 => $"{number:0.0}",
        { } number => $"{number:0.0000}",
    };
}
