using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Slipway.Docs.Tests;

/// <summary>
/// The <c>#region</c>s of the snippet files, by name, without their common indentation. A region named <c>name (2)</c> is joined to
/// <c>name</c> after a blank line, so that a block can show statements and the record that they use.
/// </summary>
internal static partial class SnippetRegions
{
    public static string Repository { get; } = FindRepository();

    public static IReadOnlyDictionary<string, string> Read()
    {
        var regions = new Dictionary<string, string>(StringComparer.Ordinal);
        var folders = new[] { Path.Combine(Repository, "tests", "Slipway.Docs.Tests"), Path.Combine(Repository, "samples", "CustomAlgorithm") };
        foreach (var file in folders.SelectMany(f => Directory.EnumerateFiles(f, "*.cs", SearchOption.AllDirectories))
                     .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))
        {
            foreach (Match match in Region().Matches(File.ReadAllText(file).ReplaceLineEndings("\n")))
            {
                Assert.True(regions.TryAdd(match.Groups["name"].Value.Trim(), Dedent(match.Groups["code"].Value)), $"region '{match.Groups["name"].Value}' is there twice");
            }
        }

        foreach (var name in regions.Keys.Where(n => n.EndsWith(" (2)", StringComparison.Ordinal)).ToList())
        {
            regions[name[..^4]] += "\n" + regions[name];
            regions.Remove(name);
        }

        return regions;
    }

    private static string Dedent(string code)
    {
        var lines = code.TrimEnd().Split('\n').SkipWhile(string.IsNullOrWhiteSpace).ToArray();
        var indent = lines.Where(l => !string.IsNullOrWhiteSpace(l)).Min(l => l.Length - l.TrimStart().Length);
        return string.Join('\n', lines.Select(l => l.Length >= indent ? l[indent..] : l.TrimStart())) + "\n";
    }

    private static string FindRepository([CallerFilePath] string path = "")
    {
        var folder = Path.GetDirectoryName(path);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Sdk.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? FromOutput();
    }

    /// <summary>Deterministic builds map source paths away; the output folder still lies inside the repository.</summary>
    private static string FromOutput()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Sdk.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Sdk.sln was not found above the test's output folder.");
        }

        return folder;
    }

    [GeneratedRegex(@"^[ \t]*#region (?<name>[^\n]+)\n(?<code>.*?)^[ \t]*#endregion", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Region();
}
