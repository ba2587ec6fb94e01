namespace Slipway.Storage;

/// <summary>The bytes of an <see cref="S3ObjectWriter"/>: write-only, forward only. Flushing sends nothing, since nothing is visible before the commit.</summary>
/// <param name="writer">Its writer.</param>
internal sealed class S3WriteStream(S3ObjectWriter writer) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => writer.Length;

    public override long Position { get => writer.Length; set => throw new NotSupportedException("An object of S3 is written from begin to end."); }

    public override void Write(ReadOnlySpan<byte> buffer) => writer.Append(buffer);

    public override void Write(byte[] buffer, int offset, int count) => writer.Append(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => writer.Append(new ReadOnlySpan<byte>(in value));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => writer.AppendAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        writer.AppendAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is write-only.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("An object of S3 is written from begin to end.");

    public override void SetLength(long value) => throw new NotSupportedException("An object of S3 is written from begin to end.");
}
