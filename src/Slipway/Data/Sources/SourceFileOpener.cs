namespace Slipway.Data;

/// <summary>Opens one file of a channel through its store, in the version that it had when the pass started.</summary>
/// <param name="services">Where stores come from.</param>
/// <param name="file">The file.</param>
internal sealed class SourceFileOpener(SlipwayServices services, SourceFile file)
{
    /// <summary>The file as a format wants it.</summary>
    /// <param name="schemaOrigin">Name of the file that gave the columns, or null when this one does.</param>
    public FormatSource ToFormatSource(string? schemaOrigin) => new(file.Name, () => Open())
    {
        SchemaOrigin = schemaOrigin,
        OpenSeekableStream = OpenSeekable,
    };

    // A local file can seek by itself; anything else is read in ranges.
    private Stream OpenSeekable()
    {
        var stream = Open();
        if (stream.CanSeek)
        {
            return stream;
        }

        stream.Dispose();
        return new ObjectRangeStream(file.Size, (offset, length) => Open(offset, length));
    }

    private Stream Open(long offset = 0, long? length = null)
    {
        var store = services.GetStore(file.Uri);
        try
        {
            return store.OpenReadAsync(file.Uri, offset, length, file.ETag).AsTask().GetAwaiter().GetResult();
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
