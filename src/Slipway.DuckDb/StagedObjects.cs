using System.Globalization;
using System.IO.Enumeration;
using Slipway.Storage;

namespace Slipway.DuckDb;

/// <summary>Copies objects of Slipway's stores to a folder, so that DuckDB finds them under the pattern that the query names.</summary>
/// <param name="services">Where stores come from.</param>
/// <param name="folder">Where the copies go.</param>
internal sealed class StagedObjects(SlipwayServices services, string folder)
{
    private int _count;

    /// <summary>The local path or pattern for a file literal; local paths, and URLs that are DuckDB's own business, stay as they are.</summary>
    /// <exception cref="DataFormatException">No object matches.</exception>
    /// <exception cref="ArgumentException">No store serves the scheme.</exception>
    public string Stage(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !text.Contains("://", StringComparison.Ordinal)
            || uri.Scheme is "http" or "https" or "hf")
        {
            return text;
        }

        if (uri.IsFile)
        {
            return uri.LocalPath;
        }

        var store = services.GetStore(uri);
        var wildcard = text.IndexOfAny(['*', '?', '[']);
        var rootEnd = text.LastIndexOf('/', wildcard < 0 ? text.Length - 1 : wildcard) + 1;
        var pattern = text[rootEnd..];
        var target = Path.Combine(folder, (_count++).ToString(CultureInfo.InvariantCulture));
        var copied = wildcard < 0
            ? CopyOne(store, uri, Path.Combine(target, FileName(pattern)))
            : CopyMatching(store, text[..wildcard], text[..rootEnd], pattern, target);
        return copied
            ? Path.Combine(target, wildcard < 0 ? FileName(pattern) : pattern)
            : throw new DataFormatException(
                "no object matches this pattern", text, expected: "at least one object",
                remedy: "'*' and '?' stay within one name, '**' crosses folders, and case matters. Check that these credentials may list the bucket.");
    }

    private static bool CopyOne(IObjectStore store, Uri uri, string path)
    {
        var found = store.StatAsync(uri).AsTask().GetAwaiter().GetResult() ?? throw new DataFormatException(
            "there is no such object", uri.ToString(), remedy: "Check the URI, and that these credentials may see the object.");
        Copy(store, found, path);
        return true;
    }

    private static bool CopyMatching(IObjectStore store, string prefix, string root, string pattern, string target)
    {
        var segments = pattern.Split('/');
        var rootUri = new Uri(root).AbsoluteUri;
        var any = false;
        foreach (var found in List(store, new Uri(prefix)))
        {
            var uri = found.Uri.AbsoluteUri;
            if (uri.StartsWith(rootUri, StringComparison.Ordinal) && Uri.UnescapeDataString(uri[rootUri.Length..]) is var name
                && Matches(name.Split('/'), segments))
            {
                Copy(store, found, Path.Combine([target, .. name.Split('/').Select(FileName)]));
                any = true;
            }
        }

        return any;
    }

    private static List<ObjectInfo> List(IObjectStore store, Uri prefix)
    {
        var all = new List<ObjectInfo>();
        var objects = store.ListAsync(prefix).GetAsyncEnumerator();
        try
        {
            // Synchronous because a training job owns its thread (BatchReader).
            while (objects.MoveNextAsync().AsTask().GetAwaiter().GetResult())
            {
                all.Add(objects.Current);
            }
        }
        finally
        {
            objects.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        return all;
    }

    private static bool Matches(ReadOnlySpan<string> names, ReadOnlySpan<string> pattern)
    {
        if (pattern.IsEmpty || names.IsEmpty)
        {
            return pattern.IsEmpty && names.IsEmpty;
        }

        if (pattern[0] == "**")
        {
            return Matches(names, pattern[1..]) || (names.Length > 1 && Matches(names[1..], pattern));
        }

        // A class of characters ([ab]) is left to DuckDB: every name is copied, its own pattern chooses.
        return (pattern[0].Contains('[', StringComparison.Ordinal) || FileSystemName.MatchesSimpleExpression(pattern[0], names[0], ignoreCase: false))
            && Matches(names[1..], pattern[1..]);
    }

    // A key may hold what would leave the folder.
    private static string FileName(string segment) => segment is "" or "." or ".." || segment.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0
        ? throw new DataFormatException(
            "the name of the object cannot be the name of a file", segment, remedy: "Name the objects one by one, or read them as a channel (SqlOptions.WithTable).")
        : segment;

    private static void Copy(IObjectStore store, ObjectInfo found, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var source = store.OpenReadAsync(found.Uri, ifMatch: found.ETag).AsTask().GetAwaiter().GetResult();
        using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        source.CopyTo(target);
    }
}
