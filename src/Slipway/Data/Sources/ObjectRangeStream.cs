namespace Slipway.Data;

/// <summary>An object as a stream that can seek: reads ranges of it when they are asked for, at least a block at a time.</summary>
/// <param name="length">Bytes of the object.</param>
/// <param name="openRange">Opens a range by offset and length.</param>
internal sealed class ObjectRangeStream(long length, Func<long, long, Stream> openRange) : Stream
{
    private const int BlockBytes = 1 << 20;

    private byte[] _block = [];
    private long _blockStart;
    private int _blockLength;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || _position >= length)
        {
            return 0;
        }

        if (_position < _blockStart || _position >= _blockStart + _blockLength)
        {
            if (buffer.Length >= BlockBytes)
            {
                return ReadDirectly(buffer);
            }

            Fill();
        }

        var start = (int)(_position - _blockStart);
        var count = Math.Min(buffer.Length, _blockLength - start);
        _block.AsSpan(start, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin)
    {
        Position = offset + (origin == SeekOrigin.Begin ? 0 : origin == SeekOrigin.Current ? _position : length);
        return _position;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int ReadDirectly(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - _position);
        using var range = openRange(_position, count);
        range.ReadExactly(buffer[..count]);
        _position += count;
        return count;
    }

    private void Fill()
    {
        var count = (int)Math.Min(BlockBytes, length - _position);
        if (_block.Length < count)
        {
            _block = GC.AllocateUninitializedArray<byte>(count);
        }

        _blockLength = 0;
        using var range = openRange(_position, count);
        range.ReadExactly(_block.AsSpan(0, count));
        (_blockStart, _blockLength) = (_position, count);
    }
}
