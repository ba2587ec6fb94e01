namespace Slipway.Data;

/// <summary>Opens one file of a channel, in the version that it had when the pass started.</summary>
/// <param name="services">Where stores come from.</param>
/// <param name="file">The file.</param>
/// <param name="cache">Where its copy is kept, or null to read it where it is.</param>
internal sealed class SourceFileOpener(SlipwayServices services, SourceFile file, DataCache? cache)
{
    /// <summary>The file as a format wants it.</summary>
    /// <param name="schemaOrigin">Name of the file that gave the columns, or null when this one does.</param>
    /// <param name="cancellationToken">Ends waiting for it to open.</param>
    public FormatSource ToFormatSource(string? schemaOrigin, CancellationToken cancellationToken = default) => new(file.Name, () => Open(cancellationToken))
    {
        SchemaOrigin = schemaOrigin,
        OpenSeekableStream = () => OpenSeekable(cancellationToken),
    };

    /// <summary>Opens the file from its beginning.</summary>
    public Stream Open(CancellationToken cancellationToken = default) => cache is null
        ? OpenRange(0, null, cancellationToken)
        : cache.Open(file, () => OpenRange(0, null, cancellationToken), cancellationToken);

    /// <summary>Brings the file into the cache.</summary>
    public void Download(CancellationToken cancellationToken) =>
        cache?.Open(file, () => OpenRange(0, null, cancellationToken), cancellationToken).Dispose();

    // A local file can seek by itself; anything else is read in ranges.
    private Stream OpenSeekable(CancellationToken cancellationToken)
    {
        var stream = Open(cancellationToken);
        if (stream.CanSeek)
        {
            return stream;
        }

        stream.Dispose();
        return new ObjectRangeStream(file.Size, (offset, length) => OpenRange(offset, length, cancellationToken));
    }

    private Stream OpenRange(long offset, long? length, CancellationToken cancellationToken)
    {
        var store = services.GetStore(file.Uri);
        try
        {
            return store.OpenReadAsync(file.Uri, offset, length, file.ETag, cancellationToken).AsTask().GetAwaiter().GetResult();
        }
        catch (FileNotFoundException e)
        {
            throw new DataFormatException(
                "the file was deleted while the channel was read", file.Name, remedy: "Read again.", innerException: e);
        }
        catch (IOException e) when (HasChanged(store))
        {
            throw new DataFormatException(
                "the file was changed while the channel was read", file.Name, expected: "files that stay as they are during a pass",
                remedy: "Read again when its writer is done.", innerException: e);
        }
    }

    private bool HasChanged(Storage.IObjectStore store) => store.StatAsync(file.Uri).AsTask().GetAwaiter().GetResult()?.ETag != file.ETag;
}
