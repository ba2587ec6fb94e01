using System.Text;

namespace Slipway.DuckDb;

/// <summary>
/// Finds the string literals of a query that name files: those after <c>FROM</c> or <c>JOIN</c>, and those in the parentheses of
/// <c>read_...</c>, <c>..._scan</c> and <c>glob</c>. Comments, other literals and quoted names are passed over.
/// </summary>
internal static class FileLiterals
{
    /// <summary>The query with each such literal replaced by what <paramref name="replace"/> gives for its text.</summary>
    public static string Replace(string sql, Func<string, string> replace)
    {
        var result = new StringBuilder(sql.Length);
        var functions = new Stack<string>();
        var word = "";
        var at = 0;
        while (at < sql.Length)
        {
            var end = EndOfToken(sql, at);
            var token = sql.AsSpan(at, end - at);
            if (token[0] == '\'' && token.Length >= 2 && token[^1] == '\'')
            {
                var isFile = word is "from" or "join" || functions.Any(IsFileFunction);
                var text = token[1..^1].ToString().Replace("''", "'", StringComparison.Ordinal);
                result.Append(isFile ? $"'{replace(text).Replace("'", "''", StringComparison.Ordinal)}'" : token);
                word = "";
            }
            else
            {
                result.Append(token);
                if (token[0] == '(')
                {
                    functions.Push(word);
                    word = "";
                }
                else if (token[0] == ')')
                {
                    _ = functions.TryPop(out _);
                    word = "";
                }
                else if (!char.IsWhiteSpace(token[0]) && !token.StartsWith("--") && !token.StartsWith("/*"))
                {
                    word = token.ToString().ToLowerInvariant();
                }
            }

            at = end;
        }

        return result.ToString();
    }

    private static bool IsFileFunction(string name) =>
        name == "glob" || name.StartsWith("read_", StringComparison.Ordinal) || name.EndsWith("_scan", StringComparison.Ordinal);

    private static int EndOfToken(string sql, int start)
    {
        var c = sql[start];
        if (c is '\'' or '"')
        {
            return AfterQuote(sql, start, c);
        }

        if (sql.AsSpan(start).StartsWith("--"))
        {
            return sql.IndexOf('\n', start) is var line and >= 0 ? line : sql.Length;
        }

        if (sql.AsSpan(start).StartsWith("/*"))
        {
            return sql.IndexOf("*/", start + 2, StringComparison.Ordinal) is var comment and >= 0 ? comment + 2 : sql.Length;
        }

        if (c == '$' && DollarQuote(sql, start) is { } dollar)
        {
            return dollar;
        }

        var end = start + 1;
        if (IsWord(c))
        {
            while (end < sql.Length && IsWord(sql[end]))
            {
                end++;
            }
        }

        return end;
    }

    // A doubled quote stands for one.
    private static int AfterQuote(string sql, int start, char quote)
    {
        for (var i = start + 1; i < sql.Length; i++)
        {
            if (sql[i] == quote && (i + 1 == sql.Length || sql[i + 1] != quote))
            {
                return i + 1;
            }

            i += sql[i] == quote ? 1 : 0;
        }

        return sql.Length;
    }

    // $$text$$ or $tag$text$tag$; a parameter such as $limit is not one.
    private static int? DollarQuote(string sql, int start)
    {
        var tagEnd = start + 1;
        while (tagEnd < sql.Length && IsWord(sql[tagEnd]))
        {
            tagEnd++;
        }

        if (tagEnd == sql.Length || sql[tagEnd] != '$')
        {
            return null;
        }

        var tag = sql[start..(tagEnd + 1)];
        return sql.IndexOf(tag, tagEnd + 1, StringComparison.Ordinal) is var close and >= 0 ? close + tag.Length : sql.Length;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
