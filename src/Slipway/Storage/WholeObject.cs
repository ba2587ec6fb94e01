namespace Slipway.Storage;

/// <summary>Objects read and written in one go: one appears whole, or what was there stays.</summary>
internal static class WholeObject
{
    /// <param name="uri">Path or URI.</param>
    /// <param name="services">Object stores; null means <see cref="SlipwayServices.Default"/>.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="cancellationToken">Stops the call; the object is then as it was.</param>
    /// <exception cref="IOException">It cannot be written; the message says why.</exception>
    public static async Task WriteAsync(string uri, SlipwayServices? services, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        var target = LocalPath.ToUri(uri);
        var store = (services ?? SlipwayServices.Default).GetStore(target);
        await WriteAsync(store, target, write, ifAbsent: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes bytes.</summary>
    public static Task<ObjectInfo> WriteAsync(
        IObjectStore store, Uri uri, ReadOnlyMemory<byte> content, bool ifAbsent, CancellationToken cancellationToken) =>
        WriteAsync(store, uri, stream => stream.WriteAsync(content, cancellationToken).AsTask(), ifAbsent, cancellationToken);

    /// <summary>Copies a local file.</summary>
    public static async Task<ObjectInfo> CopyAsync(IObjectStore store, Uri uri, string file, CancellationToken cancellationToken)
    {
        var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        await using (source.ConfigureAwait(false))
        {
            return await WriteAsync(store, uri, stream => source.CopyToAsync(stream, 1024 * 1024, cancellationToken), ifAbsent: false, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>All bytes of an object; null when there is none.</summary>
    public static async Task<byte[]?> ReadAsync(IObjectStore store, Uri uri, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await store.OpenReadAsync(uri, cancellationToken: cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                using var content = new MemoryStream();
                await stream.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
                return content.ToArray();
            }
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static async Task<ObjectInfo> WriteAsync(
        IObjectStore store, Uri uri, Func<Stream, Task> write, bool ifAbsent, CancellationToken cancellationToken)
    {
        var writer = await store.OpenWriteAsync(uri, ifAbsent, cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            await write(writer.Stream).ConfigureAwait(false);
            return await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
