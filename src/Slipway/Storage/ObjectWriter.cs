namespace Slipway.Storage;

/// <summary>An object being written. Disposing it without <see cref="CommitAsync"/> discards everything.</summary>
public abstract class ObjectWriter : IAsyncDisposable
{
    /// <summary>Where the bytes go. Owned by the writer: do not dispose it.</summary>
    public abstract Stream Stream { get; }

    /// <summary>Makes the object visible, replacing an older one in one step.</summary>
    /// <param name="cancellationToken">Stops the call; the object is then not visible.</param>
    public abstract ValueTask<ObjectInfo> CommitAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
