using System.Text;
using Slipway.Storage;

namespace Slipway.Data;

/// <summary>
/// A path or URI as the user wrote it, and how it becomes files: one file, all files of a folder, or those that match a pattern. A relative
/// path counts
/// from the folder that is current when the location is made. Nothing is looked at before <see cref="Find"/>.
/// </summary>
internal sealed class SourceLocation
{
    private static readonly char[] PathWildcards = ['*', '?'];
    private static readonly char[] UriWildcards = ['*'];

    private readonly string? _path;
    private readonly string? _uri;

    /// <summary>Creates the location.</summary>
    /// <exception cref="ArgumentException">The text is empty, or looks like a URI and is none.</exception>
    public SourceLocation(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        Text = text;
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            _path = Path.GetFullPath(text);
        }
        else if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            throw new ArgumentException($"'{text}' is not a valid URI.", nameof(text));
        }
        else if (uri.Scheme == Uri.UriSchemeFile)
        {
            _path = FileUri.ToPath(uri);
        }
        else
        {
            _uri = text;
        }
    }

    /// <summary>What the user wrote.</summary>
    public string Text { get; }

    /// <summary>The files, in the order of their names as UTF-8 bytes, whatever the store; at least one.</summary>
    /// <exception cref="DataFormatException">There is none.</exception>
    /// <exception cref="ArgumentException">No store serves the scheme.</exception>
    public List<SourceFile> Find(SlipwayServices services)
    {
        if (_path is not null)
        {
            var store = services.GetStore(FileUri.FromPath(_path));
            return store is FileObjectStore ? FindLocal(_path) : FindRemote(store, FileUri.FromPath(_path).AbsoluteUri);
        }

        return FindRemote(services.GetStore(new Uri(_uri!)), _uri!);
    }

    private static List<SourceFile> FindLocal(string path)
    {
        if (File.Exists(path))
        {
            return [Local(new FileInfo(path))];
        }

        if (Directory.Exists(path))
        {
            var found = FindLocal(path, GlobPattern.Everything);
            return found.Count > 0 ? found : throw EmptyFolder(path);
        }

        var wildcard = path.IndexOfAny(PathWildcards);
        if (wildcard < 0)
        {
            throw Missing(
                path, $"Check the path; a relative path counts from the current folder, which is '{Directory.GetCurrentDirectory()}'.");
        }

        path = Path.DirectorySeparatorChar == '\\' ? path.Replace('\\', '/') : path;
        var root = path.LastIndexOf('/', path.IndexOfAny(PathWildcards)) + 1;
        var matches = FindLocal(path[..root], new GlobPattern(path[root..]));
        return matches.Count > 0 ? matches : throw NoMatch(path);
    }

    private static List<SourceFile> FindLocal(string root, GlobPattern pattern)
    {
        root = Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar;
        string Relative(string full) => full[root.Length..].Replace(Path.DirectorySeparatorChar, '/');
        return [.. FileListing.Files(root, folder => pattern.MayMatchBelow(Relative(folder)))
            .Where(file => pattern.IsMatch(Relative(file.FullName)))
            .Select(Local)];
    }

    private static SourceFile Local(FileInfo file) => FileObjectStore.Describe(file) is { } info
        ? new SourceFile(file.FullName, info.Uri, info.ETag, info.Size)
        : throw Missing(file.FullName, "It was there a moment ago, or it is a link to nothing.");

    private static List<SourceFile> FindRemote(IObjectStore store, string uri)
    {
        var wildcard = uri.IndexOfAny(UriWildcards);
        if (wildcard >= 0)
        {
            var root = uri.LastIndexOf('/', wildcard) + 1;
            var pattern = new GlobPattern(Uri.UnescapeDataString(uri[root..]), questionMark: false);
            var matches = ListRemote(store, uri[..wildcard], uri[..root], pattern);
            return matches.Count > 0 ? matches : throw NoMatch(uri);
        }

        if (!uri.EndsWith('/'))
        {
            var at = new Uri(uri);
            if (store.StatAsync(at).AsTask().GetAwaiter().GetResult() is { } info)
            {
                return [new SourceFile(uri, at, info.ETag, info.Size)];
            }
        }

        var folder = uri.EndsWith('/') ? uri : uri + "/";
        var found = ListRemote(store, folder, folder, GlobPattern.Everything);
        return found.Count > 0 ? found
            : uri.EndsWith('/') ? throw EmptyFolder(uri)
            : throw Missing(uri, "Check the URI, and that these credentials may see the object; a folder holds nothing here either.");
    }

    private static List<SourceFile> ListRemote(IObjectStore store, string prefix, string root, GlobPattern pattern)
    {
        var rootUri = new Uri(root).AbsoluteUri;
        var files = new List<SourceFile>();
        var objects = store.ListAsync(new Uri(prefix)).GetAsyncEnumerator();
        try
        {
            // Synchronous because a training job owns its thread (BatchReader); the channel never runs on the thread pool.
            while (objects.MoveNextAsync().AsTask().GetAwaiter().GetResult())
            {
                var uri = objects.Current.Uri.AbsoluteUri;
                if (!uri.EndsWith('/') && uri.StartsWith(rootUri, StringComparison.Ordinal)
                    && pattern.IsMatch(Uri.UnescapeDataString(uri[rootUri.Length..])))
                {
                    files.Add(new SourceFile(uri, objects.Current.Uri, objects.Current.ETag, objects.Current.Size));
                }
            }
        }
        finally
        {
            objects.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        // As every store lists them, and local files are listed: the rows must not come in another order from another store.
        return [.. files.OrderBy(file => Encoding.UTF8.GetBytes(Uri.UnescapeDataString(file.Name)), Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)))];
    }

    private static DataFormatException Missing(string path, string remedy) => new("there is no such file or folder", path, remedy: remedy);

    private static DataFormatException EmptyFolder(string path) => new(
        "the folder holds no data file", path, remedy: "Files whose names start with '.' or '_' do not count.");

    private static DataFormatException NoMatch(string pattern) => new(
        "no file matches this pattern", pattern, expected: "at least one file",
        remedy: "'*' and '?' stay within one name, '**' crosses folders, case matters, and names that start with '.' or '_' do not count.");
}
