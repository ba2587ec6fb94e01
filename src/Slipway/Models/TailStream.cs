namespace Slipway.Models;

/// <summary>Counts the bytes that are read and remembers the last eight; does not own the inner stream.</summary>
internal sealed class TailStream(Stream inner) : Stream
{
    public const int TailLength = 8;

    private readonly byte[] _tail = new byte[TailLength];

    /// <summary>Bytes read so far.</summary>
    public long Count { get; private set; }

    /// <summary>The last eight of them; zeros where there were fewer.</summary>
    public ReadOnlySpan<byte> Tail => _tail;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => Count;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        var kept = Math.Max(0, TailLength - count);
        _tail.AsSpan(TailLength - kept).CopyTo(_tail);
        buffer.Slice(Math.Max(0, count - TailLength), TailLength - kept).CopyTo(_tail.AsSpan(kept));
        Count += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
