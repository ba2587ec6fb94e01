namespace Slipway.Data;

/// <summary>
/// A file's content: unpacks gzip (recognised by its first bytes, several members in a row included) and turns damage into a
/// <see cref="DataFormatException"/>. Forward only.
/// </summary>
internal sealed class SourceStream : ForwardStream
{
    private readonly Stream _raw;
    private readonly Stream _content;
    private readonly string _name;

    public SourceStream(Stream raw, string name)
    {
        _raw = raw;
        _name = name;
        try
        {
            Span<byte> magic = stackalloc byte[2];
            var read = raw.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
            var head = magic[..read].ToArray();
            IsCompressed = read == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
            _content = IsCompressed ? new GunzipStream(head, raw) : new SplicedStream(head, raw, []);
            KnownLength = IsCompressed || !raw.CanSeek ? null : raw.Length - raw.Position + read;
        }
        catch
        {
            raw.Dispose();
            throw;
        }
    }

    /// <summary>True when the file is gzip.</summary>
    public bool IsCompressed { get; }

    /// <summary>Bytes of content, where that is known without reading.</summary>
    public long? KnownLength { get; }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _content.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(
                "the gzip data is damaged or truncated", _name, expected: "complete gzip members",
                remedy: "Copy or download the file again.", innerException: e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
            _raw.Dispose();
        }

        base.Dispose(disposing);
    }
}
