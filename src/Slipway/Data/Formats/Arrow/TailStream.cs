using System.Buffers.Binary;

namespace Slipway.Data;

/// <summary>
/// Hands on the messages of an Arrow file: remembers their last eight bytes, and refuses lengths that the file cannot have before memory is
/// taken for them. Does not own the stream.
/// </summary>
/// <param name="content">The messages.</param>
/// <param name="most">Bytes that a message can have.</param>
internal sealed class TailStream(Stream content, long most) : ForwardStream
{
    private const int LengthBytes = 4;
    private const int Continuation = -1;

    private ulong _tail;
    private int _headerBytes;

    /// <summary>The last eight bytes read, the latest in the highest place.</summary>
    public ulong Tail => _tail;

    public override int Read(Span<byte> buffer)
    {
        var read = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        foreach (var b in buffer[Math.Max(0, read - sizeof(ulong))..read])
        {
            _tail = (_tail >> 8) | ((ulong)b << 56);
        }

        // Nothing but the length of a message is read four bytes at a time: bodies are padded to eight, and no header is as short. The header
        // follows in one piece.
        if (read == LengthBytes && buffer.Length == LengthBytes)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(buffer);
            _headerBytes = length == Continuation ? 0 : length >= 0 && length <= most
                ? length
                : throw new InvalidDataException($"A message states a header of {length} bytes, and the file has {most}.");
        }
        else if (_headerBytes > 0 && read == _headerBytes)
        {
            MessageHeader.Check(buffer[..read]);
            _headerBytes = 0;
        }

        return read;
    }
}
