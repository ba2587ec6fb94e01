using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Peers.Running;

namespace Slipway.Peers.Reporting;

/// <summary>The results as a JSON array, one object a row; figures that do not exist are null.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes the file, replacing it.</summary>
    /// <param name="path">Where.</param>
    /// <param name="results">The rows.</param>
    /// <param name="machine">What <see cref="MachineDescription"/> says.</param>
    public static void Write(string path, IEnumerable<ComparisonResult> results, string machine)
    {
        var rows = new JsonArray([.. results.Select(r => Row(r, machine))]);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, rows.ToJsonString(Indented) + "\n");
    }

    private static JsonObject Row(ComparisonResult result, string machine) => new()
    {
        ["group"] = result.Group,
        ["work"] = result.Comparison.Work,
        ["peer"] = result.Comparison.Peer?.Name,
        ["peer_version"] = result.Comparison.Peer is null ? null : result.PeerVersion,
        ["slipway"] = Rounded(result.Slipway?.Value),
        ["peer_value"] = Rounded(result.Peer?.Value),
        ["unit"] = result.Comparison.Unit,
        ["ratio"] = Rounded(result.Ratio),
        ["goal"] = result.Comparison.Goal,
        ["equal_quality"] = result.EqualQuality,
        ["quality_slipway"] = Rounded(result.Slipway?.Quality),
        ["quality_peer"] = Rounded(result.Peer?.Quality),
        ["machine"] = machine,
    };

    private static double? Rounded(double? value) =>
        value is { } number && double.IsFinite(number) && number != 0
            ? double.Parse(number.ToString("G9", null), null)
            : value;
}
