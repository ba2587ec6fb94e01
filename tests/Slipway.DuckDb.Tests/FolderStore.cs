using System.Runtime.CompilerServices;
using Slipway.Storage;

namespace Slipway.DuckDb.Tests;

/// <summary>A folder as a store of another scheme: what a bucket is to the query.</summary>
public sealed class FolderStore(string scheme, string folder) : IObjectStore
{
    private readonly FileObjectStore _files = new() { FlushToDisk = false };

    public string Scheme => scheme;

    public async IAsyncEnumerable<ObjectInfo> ListAsync(Uri prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var found in _files.ListAsync(ToFile(prefix), cancellationToken))
        {
            yield return found with { Uri = FromFile(found.Uri) };
        }
    }

    public async ValueTask<ObjectInfo?> StatAsync(Uri uri, CancellationToken cancellationToken = default) =>
        await _files.StatAsync(ToFile(uri), cancellationToken) is { } found ? found with { Uri = uri } : null;

    public ValueTask<Stream> OpenReadAsync(
        Uri uri, long offset = 0, long? length = null, string? ifMatch = null, CancellationToken cancellationToken = default) =>
        _files.OpenReadAsync(ToFile(uri), offset, length, ifMatch, cancellationToken);

    public ValueTask<ObjectWriter> OpenWriteAsync(Uri uri, bool ifAbsent = false, CancellationToken cancellationToken = default) =>
        _files.OpenWriteAsync(ToFile(uri), ifAbsent, cancellationToken);

    public ValueTask DeleteAsync(Uri uri, CancellationToken cancellationToken = default) => _files.DeleteAsync(ToFile(uri), cancellationToken);

    private Uri ToFile(Uri uri) => new("file://" + folder + "/" + uri.Host + uri.AbsolutePath);

    private Uri FromFile(Uri uri) => new(scheme + ":/" + uri.AbsolutePath[folder.Length..]);
}
