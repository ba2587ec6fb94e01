using Slipway.Data;

namespace Slipway.Tests.Data.Formats;

/// <summary>A beginning, then one byte many times: a large file that takes no memory.</summary>
internal sealed class RepeatingStream(byte[] head, byte filler, long count) : ForwardStream
{
    private long _position;

    public override int Read(Span<byte> buffer)
    {
        var length = (int)Math.Min(buffer.Length, head.Length + count - _position);
        for (var i = 0; i < length; i++)
        {
            buffer[i] = _position + i < head.Length ? head[_position + i] : filler;
        }

        _position += length;
        return length;
    }
}
