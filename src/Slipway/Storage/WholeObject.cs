namespace Slipway.Storage;

/// <summary>Writes an object in one go: it appears whole, or what was there stays.</summary>
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
        var writer = await (services ?? SlipwayServices.Default).GetStore(target).OpenWriteAsync(target, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            await write(writer.Stream).ConfigureAwait(false);
            await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
