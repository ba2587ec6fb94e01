namespace Slipway.Storage;

/// <summary>
/// Objects under one URI scheme (<c>file</c> in the core package; others add theirs).
/// </summary>
/// <remarks>
/// Thread-safe. A missing object is a <see cref="FileNotFoundException"/> from every member but <see cref="StatAsync"/> and
/// <see cref="DeleteAsync"/>. There is no append: what grows (logs, journals) is written as numbered objects.
/// </remarks>
public interface IObjectStore
{
    /// <summary>The URI scheme that this store serves, in lower case without <c>:</c>.</summary>
    string Scheme { get; }

    /// <summary>
    /// Objects whose name starts with <paramref name="prefix"/>, in the order of their names (URIs without percent-encoding) as UTF-8 bytes: the order in which object
    /// stores keep them, so that a listing can be given page by page.
    /// </summary>
    /// <param name="prefix">A folder or the beginning of object names.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    IAsyncEnumerable<ObjectInfo> ListAsync(Uri prefix, CancellationToken cancellationToken = default);

    /// <summary>Size and ETag of an object, or null when there is none.</summary>
    /// <param name="uri">The object.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask<ObjectInfo?> StatAsync(Uri uri, CancellationToken cancellationToken = default);

    /// <summary>Opens an object, or a range of it, for reading.</summary>
    /// <param name="uri">The object.</param>
    /// <param name="offset">First byte to read.</param>
    /// <param name="length">Number of bytes, or null for the rest.</param>
    /// <param name="ifMatch">When given, fails with an <see cref="IOException"/> unless the object still has this ETag.</param>
    /// <param name="cancellationToken">Stops the call; the returned stream is not affected.</param>
    ValueTask<Stream> OpenReadAsync(
        Uri uri, long offset = 0, long? length = null, string? ifMatch = null, CancellationToken cancellationToken = default);

    /// <summary>Starts writing an object. It becomes visible, whole, at <see cref="ObjectWriter.CommitAsync"/> and not before.</summary>
    /// <param name="uri">The object.</param>
    /// <param name="ifAbsent">When true, the commit fails with an <see cref="IOException"/> if the object exists by then.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask<ObjectWriter> OpenWriteAsync(Uri uri, bool ifAbsent = false, CancellationToken cancellationToken = default);

    /// <summary>Deletes an object; does nothing when there is none.</summary>
    /// <param name="uri">The object.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask DeleteAsync(Uri uri, CancellationToken cancellationToken = default);
}
