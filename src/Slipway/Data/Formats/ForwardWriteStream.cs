namespace Slipway.Data;

/// <summary>A stream that is only written, from begin to end, and counts its bytes.</summary>
internal abstract class ForwardWriteStream : Stream
{
    private long _length;

    public sealed override bool CanRead => false;

    public override bool CanSeek => false;

    public sealed override bool CanWrite => true;

    public sealed override long Length => _length;

    public sealed override long Position { get => _length; set => throw new NotSupportedException(); }

    public sealed override void Write(ReadOnlySpan<byte> buffer)
    {
        Take(buffer);
        _length += buffer.Length;
    }

    public sealed override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public sealed override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Takes the next bytes; those of a call that throws do not count.</summary>
    protected abstract void Take(ReadOnlySpan<byte> bytes);
}
