using Slipway.Data;

namespace Slipway.Tests.Data;

public class GlobPatternTests
{
    [Theory]
    [InlineData("*.csv", "a.csv", true)]
    [InlineData("*.csv", "a.CSV", false)]
    [InlineData("*.csv", "d/a.csv", false)]
    [InlineData("*.csv", ".a.csv", false)]
    [InlineData("*.csv", "_a.csv", false)]
    [InlineData("_*.csv", "_a.csv", true)]
    [InlineData("part-?.csv", "part-1.csv", true)]
    [InlineData("part-?.csv", "part-10.csv", false)]
    [InlineData("**/*.csv", "a.csv", true)]
    [InlineData("**/*.csv", "d/e/a.csv", true)]
    [InlineData("**/*.csv", "d/.git/a.csv", false)]
    [InlineData("d/**/x", "d/x", true)]
    [InlineData("d/**/x", "d/1/2/x", true)]
    [InlineData("d/**/x", "e/1/x", false)]
    [InlineData("d/**", "d/1/2", true)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-b-b-d", false)]
    [InlineData("*a", "aba", true)]
    [InlineData("**b", "aab", true)]
    [InlineData("a*", "a", true)]
    [InlineData("a?", "a", false)]
    [InlineData("y=*/m=?/*", "y=1/m=2/f", true)]
    [InlineData("y=*/m=?/*", "y=1/f", false)]
    public void IsMatch_GivenPath_FollowsTheRules(string pattern, string path, bool expected) =>
        Assert.Equal(expected, new GlobPattern(pattern).IsMatch(path));

    [Theory]
    [InlineData("*.csv", "d", false)]
    [InlineData("d/*.csv", "d", true)]
    [InlineData("d/*.csv", "d/e", false)]
    [InlineData("**/*.csv", "d/e", true)]
    [InlineData("**/*.csv", ".git", false)]
    public void MayMatchBelow_GivenFolder_PrunesWhatCannotMatch(string pattern, string folder, bool expected) =>
        Assert.Equal(expected, new GlobPattern(pattern).MayMatchBelow(folder));

    [Fact]
    public void IsMatch_GivenAnyNameAndPattern_MatchesTheRegularExpression() =>
        CsCheck.Check.Sample(CsCheck.Gen.Select(
            CsCheck.Gen.String[CsCheck.Gen.Char["ab*?"], 1, 8], CsCheck.Gen.String[CsCheck.Gen.Char["ab"], 1, 10]), (pattern, name) =>
        {
            // '**' alone is a segment of its own kind: any number of folders.
            var regex = pattern == "**"
                ? ".*"
                : pattern.Replace("*", ".*", StringComparison.Ordinal).Replace("?", ".", StringComparison.Ordinal);
            Assert.Equal(System.Text.RegularExpressions.Regex.IsMatch(name, $"^{regex}$"), new GlobPattern(pattern).IsMatch(name));
        });
}
