using System.IO.Compression;
using System.IO.Hashing;

namespace Slipway.Data;

/// <summary>The content of a zip entry; its end is where the CRC is right. Disposes the archive too.</summary>
/// <remarks>The zip reader of .NET 10 does not look at CRCs.</remarks>
internal sealed class ZipEntryStream(ZipArchive archive, Stream content, uint crc, string name) : ForwardStream
{
    private readonly Crc32 _crc = new();

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = content.Read(buffer);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new DataFormatException(
                $"the archive is damaged or truncated: {e.Message}", name, expected: "a whole zip entry",
                remedy: "Copy or download the file again.", innerException: e);
        }

        if (read > 0)
        {
            _crc.Append(buffer[..read]);
        }
        else if (!buffer.IsEmpty && _crc.GetCurrentHashAsUInt32() is var found && found != crc)
        {
            throw new DataFormatException(
                "the values are damaged: their CRC is another than the archive says", name, value: $"{found:X8}", expected: $"{crc:X8}",
                remedy: "Copy or download the file again.");
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
            archive.Dispose();
        }

        base.Dispose(disposing);
    }
}
