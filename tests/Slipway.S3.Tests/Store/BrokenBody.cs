namespace Slipway.S3.Tests.Store;

/// <summary>A body that breaks or stops after some bytes, as a cut or stalled connection does.</summary>
/// <param name="bytes">What arrives.</param>
/// <param name="stalls">True to give nothing more until the request is cancelled, false for an error.</param>
internal sealed class BrokenBody(byte[] bytes, bool stalls) : Stream
{
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = Math.Min(buffer.Length, bytes.Length - _position);
        if (count == 0)
        {
            if (stalls)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            throw new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely.");
        }

        bytes.AsMemory(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
