using System.Text.RegularExpressions;

namespace Slipway.Docs.Tests;

/// <summary>Facts that pages repeat from the source, compared with it.</summary>
public partial class PageFactsTests
{
    [Fact]
    public void Architecture_GivenFileNames_NamesFilesThatExist()
    {
        var files = SourceFile().Matches(Read("docs/architecture.md")).Select(m => m.Groups["file"].Value).ToList();

        Assert.True(files.Count > 10, "the page names the files of two paths");
        Assert.All(files, f => Assert.True(File.Exists(Path.Combine(SnippetRegions.Repository, "src", "Slipway", f)), f));
    }

    [Fact]
    public void LoggingPage_GivenEventIds_ListsEveryMessageWithItsLevel()
    {
        var logged = Logged().Matches(Read("src/Slipway/Telemetry/LogMessages.cs")).Select(m => (m.Groups["id"].Value, m.Groups["level"].Value));
        var listed = Listed().Matches(Read("docs/how-to/logging-and-telemetry.md")).Select(m => (m.Groups["id"].Value, m.Groups["level"].Value));

        Assert.Equal(logged, listed);
    }

    [Fact]
    public void LoggingPage_GivenInstruments_ListsEachOfThem()
    {
        var created = Instrument().Matches(Read("src/Slipway/Telemetry/SlipwayTelemetry.cs")).Select(m => m.Groups["name"].Value).Order(StringComparer.Ordinal);
        var listed = InstrumentRow().Matches(Read("docs/how-to/logging-and-telemetry.md")).Select(m => m.Groups["name"].Value).Order(StringComparer.Ordinal);

        Assert.Equal(created, listed);
    }

    [Fact]
    public void Index_GivenPages_LinksAllOfThem()
    {
        var index = Read("docs/README.md");
        var docs = Path.Combine(SnippetRegions.Repository, "docs");
        var pages = Directory.EnumerateFiles(docs, "*.md", SearchOption.AllDirectories)
            .Select(p => Path.GetRelativePath(docs, p).Replace('\\', '/'))
            .Where(p => p != "README.md" && !p.StartsWith("adr/", StringComparison.Ordinal));

        Assert.All(pages, p => Assert.Contains($"({p})", index, StringComparison.Ordinal));
    }

    [Fact]
    public void Readme_GivenItsLimit_StaysBelow200Lines() => Assert.InRange(Read("README.md").Split('\n').Length, 50, 200);

    private static string Read(string path) => File.ReadAllText(Path.Combine(SnippetRegions.Repository, path)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"`(?<file>[A-Za-z]+/[\w/{}.]+\.cs)`")]
    private static partial Regex SourceFile();

    [GeneratedRegex(@"LoggerMessage\((?<id>\d+), LogLevel\.(?<level>\w+),")]
    private static partial Regex Logged();

    [GeneratedRegex(@"^\| (?<id>\d+) \| (?<level>\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Listed();

    [GeneratedRegex(@"Create(?:Counter|Histogram)<\w+>\(""(?<name>[\w.]+)""")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"^\| `(?<name>slipway\.[\w.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex InstrumentRow();
}
