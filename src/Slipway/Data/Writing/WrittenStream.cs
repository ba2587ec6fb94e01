namespace Slipway.Data;

/// <summary>Counts what is written through it. Does not own the stream.</summary>
/// <param name="target">Where the bytes go.</param>
/// <param name="claimsSeeking">True to say that it can seek, for a writer that asks and then only looks at the position.</param>
internal sealed class WrittenStream(Stream target, bool claimsSeeking = false) : Stream
{
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => claimsSeeking;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        target.Write(buffer);
        _length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => target.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
