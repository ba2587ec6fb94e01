namespace Slipway.Data;

/// <summary>Some bytes, then a stream, then some bytes, as one forward-only stream. Does not own the stream.</summary>
internal sealed class SplicedStream(byte[] before, Stream middle, byte[] after) : ForwardStream
{
    private byte[] _current = before;
    private int _position;
    private bool _middle = true;

    public override int Read(Span<byte> buffer)
    {
        if (_position == _current.Length && _middle)
        {
            var read = middle.Read(buffer);
            if (read > 0 || buffer.IsEmpty)
            {
                return read;
            }

            (_current, _position, _middle) = (after, 0, false);
        }

        var count = Math.Min(buffer.Length, _current.Length - _position);
        _current.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }
}
