namespace Slipway.Data;

/// <summary>
/// Matches relative paths, segment by segment: <c>*</c> is any text and <c>?</c> one character within a name, <c>**</c> any number of
/// folders.
/// A wildcard does not match a name that starts with <c>.</c> or <c>_</c> (hidden files, markers of other tools) unless the pattern's
/// segment
/// does too. Case matters.
/// </summary>
internal sealed class GlobPattern
{
    private readonly string[] _segments;
    private readonly bool _questionMark;

    /// <summary>Creates the pattern.</summary>
    /// <param name="pattern">Relative, with <c>/</c> between segments.</param>
    /// <param name="questionMark">False when <c>?</c> stands for itself, as in a URI.</param>
    public GlobPattern(string pattern, bool questionMark = true)
    {
        _segments = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        _questionMark = questionMark;
    }

    /// <summary>Every file that is not hidden and is in no hidden folder.</summary>
    public static GlobPattern Everything { get; } = new("**/*");

    /// <summary>Whether a name is one that folders and wildcards leave out.</summary>
    public static bool IsHidden(ReadOnlySpan<char> name) => name.StartsWith('.') || name.StartsWith('_');

    /// <summary>Whether a file matches.</summary>
    /// <param name="path">Relative, with <c>/</c> between segments.</param>
    public bool IsMatch(string path) => Matches(_segments, path.Split('/', StringSplitOptions.RemoveEmptyEntries), below: false);

    /// <summary>Whether a file somewhere below a folder could match.</summary>
    /// <param name="folder">Relative, with <c>/</c> between segments.</param>
    public bool MayMatchBelow(string folder) => Matches(_segments, folder.Split('/', StringSplitOptions.RemoveEmptyEntries), below: true);

    // With `below`, the pattern must have something left when the path is used up.
    private bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path, bool below)
    {
        if (path.IsEmpty)
        {
            return below ? !pattern.IsEmpty : pattern.IsEmpty || (pattern.Length == 1 && pattern[0] == "**");
        }

        if (pattern.IsEmpty)
        {
            return false;
        }

        if (pattern[0] == "**")
        {
            return Matches(pattern[1..], path, below) || (!IsHidden(path[0]) && Matches(pattern, path[1..], below));
        }

        return MatchesName(pattern[0], path[0]) && Matches(pattern[1..], path[1..], below);
    }

    private bool MatchesName(string pattern, string name) => (!IsHidden(name) || pattern[0] == name[0]) && MatchesText(pattern, name);

    // Greedy, going back to the last '*' only: linear for what people write, quadratic at worst.
    private bool MatchesText(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        var (p, n, star, resume) = (0, 0, -1, 0);
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = n;
            }
            else if (p < pattern.Length && (pattern[p] == name[n] || (_questionMark && pattern[p] == '?')))
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}
