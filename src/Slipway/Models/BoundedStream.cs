namespace Slipway.Models;

/// <summary>Passes decompressed bytes on until there are more of them than an honest file would hold.</summary>
/// <param name="inner">Decompressed bytes.</param>
/// <param name="compressed">How many compressed bytes were read so far.</param>
/// <param name="limits">What is allowed.</param>
internal sealed class BoundedStream(Stream inner, Func<long> compressed, ArtifactLimits limits) : Stream
{
    private const long FreeBytes = 64L << 20;
    private long _count;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _count;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        _count += count;
        if (_count > limits.TotalBytes)
        {
            throw new FormatException($"more than {limits.TotalBytes} decompressed bytes; if the model is that large, raise ArtifactLimits.TotalBytes");
        }

        return _count > FreeBytes && _count / limits.CompressionRatio > Math.Max(1, compressed())
            ? throw new FormatException($"more than {limits.CompressionRatio} decompressed bytes for each compressed one, which is a decompression bomb")
            : count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
