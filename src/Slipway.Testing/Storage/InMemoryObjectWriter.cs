using Slipway.Storage;

namespace Slipway.Testing;

/// <summary>Gathers the bytes of one object until its commit.</summary>
internal sealed class InMemoryObjectWriter(InMemoryObjectStore store, Uri uri, bool ifAbsent) : ObjectWriter
{
    private readonly MemoryStream _content = new();
    private bool _closed;

    /// <inheritdoc/>
    public override Stream Stream => _content;

    /// <inheritdoc/>
    public override async ValueTask<ObjectInfo> CommitAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var info = await store.PublishAsync(uri, _content.ToArray(), ifAbsent, cancellationToken).ConfigureAwait(false);
        _closed = true;
        await _content.DisposeAsync().ConfigureAwait(false);
        return info;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _closed = true;
        return _content.DisposeAsync();
    }
}
