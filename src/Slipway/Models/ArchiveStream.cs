using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Slipway.Models;

/// <summary>
/// The decompressed bytes of a gzip file, until there are more of them than an honest file would hold. GZipStream alone takes a file
/// without its end, or with something behind it, for a whole one; here <see cref="Finish"/> compares length and CRC with the last eight
/// bytes of the file.
/// </summary>
internal sealed class ArchiveStream : Stream
{
    private const long FreeBytes = 64L << 20;

    /// <summary>Deflate cannot expand more (RFC 1951: 258 bytes from at least two bits).</summary>
    private const long MaxDeflateRatio = 1032;

    private readonly TailStream _compressed;
    private readonly GZipStream _gzip;
    private readonly long _compressedLength;
    private readonly ArtifactLimits _limits;
    private readonly CancellationToken _cancellationToken;
    private readonly Crc32 _crc = new();
    private long _count;

    /// <param name="archive">Compressed bytes; not disposed.</param>
    /// <param name="compressedLength">How many there are.</param>
    /// <param name="limits">What is allowed.</param>
    /// <param name="cancellationToken">Seen at every read.</param>
    public ArchiveStream(Stream archive, long compressedLength, ArtifactLimits limits, CancellationToken cancellationToken)
    {
        _compressed = new TailStream(archive);
        _gzip = new GZipStream(_compressed, CompressionMode.Decompress);
        _compressedLength = compressedLength;
        _limits = limits;
        _cancellationToken = cancellationToken;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _count;
        set => throw new NotSupportedException();
    }

    /// <summary>Refuses a file of the archive whose declared size cannot be true, before memory is taken for it.</summary>
    public void RequirePlausible(string name, long size)
    {
        if (size > _limits.TotalBytes - _count)
        {
            throw new FormatException(
                $"'{name}' declares {size} bytes, and all files together may have {_limits.TotalBytes}; if the model is "
                + "that large, raise ArtifactLimits.TotalBytes");
        }

        if (size / MaxDeflateRatio > _compressedLength || IsBomb(size, _compressedLength))
        {
            throw new FormatException(
                $"'{name}' declares {size} bytes, far more than {_compressedLength} compressed ones hold: a decompression bomb; "
                + "if you trust the file, raise ArtifactLimits.CompressionRatio");
        }
    }

    public override int Read(Span<byte> buffer)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        var count = _gzip.Read(buffer);
        _crc.Append(buffer[..count]);
        _count += count;
        if (_count > _limits.TotalBytes)
        {
            throw new FormatException(
                $"more than {_limits.TotalBytes} decompressed bytes; if the model is that large, raise ArtifactLimits.TotalBytes");
        }

        return IsBomb(_count, _compressed.Count)
            ? throw new FormatException(
                $"more than {_limits.CompressionRatio} decompressed bytes for each compressed one, which is a decompression bomb; "
                + "if you trust the file, raise ArtifactLimits.CompressionRatio")
            : count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Checks that nothing but the zeros of the tar padding follows, and that the file is whole.</summary>
    public void Finish()
    {
        Span<byte> block = stackalloc byte[4096];
        for (var count = Read(block); count > 0; count = Read(block))
        {
            if (block[..count].ContainsAnyExcept((byte)0))
            {
                throw new FormatException("something follows the end of the tar archive");
            }
        }

        while (_compressed.Read(block) > 0)
        {
            _cancellationToken.ThrowIfCancellationRequested();
        }

        Span<byte> expected = stackalloc byte[TailStream.TailLength];
        BinaryPrimitives.WriteUInt32LittleEndian(expected, _crc.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(expected[4..], unchecked((uint)_count));
        if (!_compressed.Tail.SequenceEqual(expected))
        {
            throw new FormatException(
                "it does not end with the length and the CRC of its content: it is truncated, or something was appended");
        }
    }

    private bool IsBomb(long size, long compressed) => size > FreeBytes && size / _limits.CompressionRatio > Math.Max(1, compressed);

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
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }
}
