using Slipway.Storage;

namespace Slipway.Tests.Data;

/// <summary>
/// Serves <c>mem://bucket/...</c> from a local folder through the public contract only, as a store of another package would.
/// </summary>
internal sealed class RelocatedStore(string folder) : IObjectStore
{
    private const string Root = "mem://bucket/";
    private readonly FileObjectStore _files = new();

    public string Scheme => "mem";

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        Uri prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var info in _files.ListAsync(ToFile(prefix), cancellationToken))
        {
            await Task.Yield();
            yield return info with { Uri = new Uri(Root + info.Uri.AbsoluteUri[RootUri.Length..]) };
        }
    }

    public async ValueTask<ObjectInfo?> StatAsync(Uri uri, CancellationToken cancellationToken = default) =>
        await _files.StatAsync(ToFile(uri), cancellationToken) is { } info ? info with { Uri = uri } : null;

    public ValueTask<Stream> OpenReadAsync(
        Uri uri, long offset = 0, long? length = null, string? ifMatch = null, CancellationToken cancellationToken = default) =>
        _files.OpenReadAsync(ToFile(uri), offset, length, ifMatch, cancellationToken);

    public ValueTask<ObjectWriter> OpenWriteAsync(Uri uri, bool ifAbsent = false, CancellationToken cancellationToken = default) =>
        _files.OpenWriteAsync(ToFile(uri), ifAbsent, cancellationToken);

    public ValueTask DeleteAsync(Uri uri, CancellationToken cancellationToken = default) =>
        _files.DeleteAsync(ToFile(uri), cancellationToken);

    private string RootUri => FileUri.FromPath(folder + Path.DirectorySeparatorChar).AbsoluteUri;

    private Uri ToFile(Uri uri) => new(RootUri + uri.AbsoluteUri[Root.Length..]);
}
