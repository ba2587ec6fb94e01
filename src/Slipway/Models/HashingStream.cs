using System.Security.Cryptography;

namespace Slipway.Models;

/// <summary>Hashes exactly the given number of bytes of another stream while they are read.</summary>
internal sealed class HashingStream(Stream inner, long length) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _left = length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length { get; } = length;

    public override long Position
    {
        get => Length - _left;
        set => throw new NotSupportedException();
    }

    /// <summary>The hash of everything, in lower-case hexadecimal; reads what was left unread.</summary>
    public string Finish()
    {
        Span<byte> rest = stackalloc byte[4096];
        while (_left > 0)
        {
            if (Read(rest) == 0)
            {
                throw new EndOfStreamException();
            }
        }

        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public override int Read(Span<byte> buffer)
    {
        if (_left == 0 || buffer.IsEmpty)
        {
            return 0;
        }

        var count = inner.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        _hash.AppendData(buffer[..count]);
        _left -= count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
