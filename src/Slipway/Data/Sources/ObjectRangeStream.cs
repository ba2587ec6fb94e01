namespace Slipway.Data;

/// <summary>
/// An object as a stream that can seek. Reads ranges of it when they are asked for, in blocks that it keeps for a while: formats go back and forth between
/// an index and what it points at. Blocks that are asked for one after the other come several at a time.
/// </summary>
/// <param name="length">Bytes of the object.</param>
/// <param name="openRange">Opens a range by offset and length.</param>
internal sealed class ObjectRangeStream(long length, Func<long, long, Stream> openRange) : Stream
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockBytes = 1 << 20;

    /// <summary>Blocks kept: the least recently used goes first.</summary>
    public const int Blocks = 16;

    private const int RunBlocks = 4;

    private readonly (long Index, long Used, byte[] Bytes)[] _blocks = new (long, long, byte[])[Blocks];
    private int _filled;
    private long _clock;
    private long _lastMiss = -2;
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

        var index = _position / BlockBytes;
        var block = Find(index);
        if (block is null && buffer.Length >= BlockBytes)
        {
            return ReadDirectly(buffer);
        }

        block ??= Fetch(index);
        var start = (int)(_position % BlockBytes);
        var count = Math.Min(buffer.Length, BlockLength(index) - start);
        block.AsSpan(start, count).CopyTo(buffer);
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

    private int BlockLength(long index) => (int)Math.Min(BlockBytes, length - (index * BlockBytes));

    private byte[]? Find(long index)
    {
        for (var i = 0; i < _filled; i++)
        {
            if (_blocks[i].Index == index)
            {
                _blocks[i].Used = ++_clock;
                return _blocks[i].Bytes;
            }
        }

        return null;
    }

    private byte[] Fetch(long index)
    {
        var last = (length - 1) / BlockBytes;
        var run = index == _lastMiss + 1 ? RunBlocks : 1;
        var count = 1;
        while (count < run && index + count <= last && Find(index + count) is null)
        {
            count++;
        }

        _lastMiss = index + count - 1;
        var start = index * BlockBytes;
        using var range = openRange(start, Math.Min((long)count * BlockBytes, length - start));
        var fetched = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            fetched[i] = Keep(index + i, range);
        }

        return fetched[0];
    }

    // A block counts from the moment that all of it is there.
    private byte[] Keep(long index, Stream range)
    {
        var slot = _filled;
        if (_filled == Blocks)
        {
            slot = 0;
            for (var i = 1; i < Blocks; i++)
            {
                slot = _blocks[i].Used < _blocks[slot].Used ? i : slot;
            }
        }

        var bytes = _blocks[slot].Bytes ?? GC.AllocateUninitializedArray<byte>(BlockBytes);
        _blocks[slot] = (-1, 0, bytes);
        range.ReadExactly(bytes.AsSpan(0, BlockLength(index)));
        _blocks[slot] = (index, ++_clock, bytes);
        _filled = Math.Max(_filled, slot + 1);
        return bytes;
    }
}
