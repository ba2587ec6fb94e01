using System.IO.Compression;

namespace Slipway.Data;

/// <summary>
/// Unpacks gzip and notices when the file was cut short, which <see cref="GZipStream"/> takes for its end (strict validation is a switch of
/// the whole process, so it is not for a library to set).
/// </summary>
/// <remarks>
/// A last member with known content is put behind the file. Only if the file ends where a member ends does that content come out, whole and
/// last; it is then removed. Otherwise the member's bytes were taken for something else and the data is damaged.
/// </remarks>
internal sealed class GunzipStream : ForwardStream
{
    private static readonly byte[] Mark = "Slipway: end of the gzip members"u8.ToArray();
    private static readonly byte[] MarkMember = Pack(Mark);

    private readonly GZipStream _unpacked;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(64 * 1024);
    private int _start;
    private int _end;

    public GunzipStream(byte[] head, Stream rest) =>
        _unpacked = new GZipStream(new SplicedStream(head, rest, MarkMember), CompressionMode.Decompress);

    /// <exception cref="InvalidDataException">The data is damaged or ends too early.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (_end - _start <= Mark.Length)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            var read = _unpacked.Read(_buffer.AsSpan(_end));
            if (read == 0)
            {
                return _buffer.AsSpan(0, _end).SequenceEqual(Mark)
                    ? 0
                    : throw new InvalidDataException("The last gzip member is not complete.");
            }

            _end += read;
        }

        var count = Math.Min(buffer.Length, _end - _start - Mark.Length);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
