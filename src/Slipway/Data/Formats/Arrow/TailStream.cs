namespace Slipway.Data;

/// <summary>Hands on a stream and remembers its last eight bytes. Does not own it.</summary>
internal sealed class TailStream(Stream content) : ForwardStream
{
    private ulong _tail;

    /// <summary>The last eight bytes read, the latest in the highest place.</summary>
    public ulong Tail => _tail;

    public override int Read(Span<byte> buffer)
    {
        var read = content.Read(buffer);
        foreach (var b in buffer[Math.Max(0, read - sizeof(ulong))..read])
        {
            _tail = (_tail >> 8) | ((ulong)b << 56);
        }

        return read;
    }
}
