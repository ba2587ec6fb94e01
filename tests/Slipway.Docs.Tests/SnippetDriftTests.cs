using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Docs.Tests;

/// <summary>Every C# block of the documentation is a region that this project compiles and runs.</summary>
public partial class SnippetDriftTests
{
    public static TheoryData<string> Pages => [.. Directory
        .EnumerateFiles(Path.Combine(SnippetRegions.Repository, "docs"), "*.md", SearchOption.AllDirectories)
        .Append(Path.Combine(SnippetRegions.Repository, "README.md"))
        .Select(p => Path.GetRelativePath(SnippetRegions.Repository, p)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_GivenCSharpBlocks_ShowsCompiledRegions(string page)
    {
        var file = Path.Combine(SnippetRegions.Repository, page);
        var regions = SnippetRegions.Read();
        var text = File.ReadAllText(file).ReplaceLineEndings("\n");
        var problems = new List<string>();
        var updated = Block().Replace(text, match =>
        {
            var name = match.Groups["name"].Value;
            if (name.Length == 0)
            {
                problems.Add($"a C# block without '<!-- snippet: name -->' before it:\n{match.Value}");
            }
            else if (!regions.TryGetValue(name, out var code))
            {
                problems.Add($"there is no region '{name}'");
            }
            else if (match.Groups["code"].Value != code)
            {
                problems.Add($"'{name}' differs from its region");
                return $"<!-- snippet: {name} -->\n```csharp\n{code}```";
            }

            return match.Value;
        });

        if (Environment.GetEnvironmentVariable("SLIPWAY_UPDATE_SNIPPETS") == "1" && updated != text)
        {
            File.WriteAllText(file, updated, new UTF8Encoding(false));
        }

        Assert.True(problems.Count == 0, $"{page}: {string.Join("; ", problems)}. Run the tests with SLIPWAY_UPDATE_SNIPPETS=1 to copy regions into pages.");
    }

    [Fact]
    public void Links_GivenRelativeTargets_Exist()
    {
        var missing = new List<string>();
        foreach (var page in Pages.Select(p => p.Data))
        {
            var folder = Path.GetDirectoryName(Path.Combine(SnippetRegions.Repository, page))!;
            foreach (Match link in Link().Matches(File.ReadAllText(Path.Combine(SnippetRegions.Repository, page))))
            {
                var target = Path.Combine(folder, link.Groups["target"].Value);
                if (!File.Exists(target) && !Directory.Exists(target))
                {
                    missing.Add($"{page}: {link.Groups["target"].Value}");
                }
            }
        }

        Assert.Empty(missing);
    }

    [GeneratedRegex(@"(?:<!-- snippet: (?<name>[^\n]+?) -->\n)?```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\((?!https?://|#|mailto:)(?<target>[^)#\s]+)")]
    private static partial Regex Link();
}
