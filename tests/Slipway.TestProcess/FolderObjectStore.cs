using Slipway.Storage;

namespace Slipway.TestProcess;

/// <summary>A folder under another scheme than <c>file</c>, so that several processes share a store that no code takes for local files.</summary>
/// <param name="root">The folder that <c>alt://</c> stands for.</param>
public sealed class FolderObjectStore(string root) : IObjectStore
{
    private readonly FileObjectStore _files = new() { FlushToDisk = false };
    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    public string Scheme => "alt";

    public string PathOf(string uri) => _root + "/" + uri["alt://".Length..];

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        Uri prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var found in _files.ListAsync(Local(prefix), cancellationToken))
        {
            yield return Described(found);
        }
    }

    public async ValueTask<ObjectInfo?> StatAsync(Uri uri, CancellationToken cancellationToken = default) =>
        await _files.StatAsync(Local(uri), cancellationToken) is { } found ? Described(found) : null;

    public ValueTask<Stream> OpenReadAsync(
        Uri uri, long offset = 0, long? length = null, string? ifMatch = null, CancellationToken cancellationToken = default) =>
        _files.OpenReadAsync(Local(uri), offset, length, ifMatch, cancellationToken);

    public ValueTask<ObjectWriter> OpenWriteAsync(Uri uri, bool ifAbsent = false, CancellationToken cancellationToken = default) =>
        _files.OpenWriteAsync(Local(uri), ifAbsent, cancellationToken);

    public ValueTask DeleteAsync(Uri uri, CancellationToken cancellationToken = default) => _files.DeleteAsync(Local(uri), cancellationToken);

    private Uri Local(Uri uri) => new("file://" + PathOf(uri.AbsoluteUri));

    private ObjectInfo Described(ObjectInfo file) => file with { Uri = new Uri("alt://" + file.Uri.LocalPath[(_root.Length + 1)..]) };
}
