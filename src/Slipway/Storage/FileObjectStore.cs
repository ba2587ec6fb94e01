namespace Slipway.Storage;

/// <summary>Local files.</summary>
public sealed class FileObjectStore : IObjectStore
{
    /// <inheritdoc/>
    public string Scheme => "file";

    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectInfo> ListAsync(Uri prefix, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask<ObjectInfo?> StatAsync(Uri uri, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask<Stream> OpenReadAsync(Uri uri, long offset = 0, long? length = null, string? ifMatch = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask<ObjectWriter> OpenWriteAsync(Uri uri, bool ifAbsent = false, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DeleteAsync(Uri uri, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
