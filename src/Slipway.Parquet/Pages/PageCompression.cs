using System.IO.Compression;
using K4os.Compression.LZ4;
using Snappier;
using ZstdSharp;

namespace Slipway.Data;

/// <summary>Unpacks and packs pages. Not thread-safe.</summary>
internal sealed class PageCompression : IDisposable
{
    private const int Snappy = 1;
    private const int Gzip = 2;
    private const int Brotli = 4;
    private const int Zstd = 6;
    private const int Lz4Raw = 7;

    private Decompressor? _unpackZstd;
    private Compressor? _packZstd;

    /// <summary>
    /// Most bytes that a packed byte can become, so that a small file that states huge pages is found out before memory is taken.
    /// </summary>
    public static long Expansion(int codec) => codec switch
    {
        0 => 1,
        Snappy => 64,
        Gzip => 1040,
        Lz4Raw => 256,
        _ => 1 << 16,
    };

    /// <summary>The codec's number in a file.</summary>
    public static int CodeOf(ParquetCompression compression) => compression switch
    {
        ParquetCompression.None => 0,
        ParquetCompression.Snappy => Snappy,
        ParquetCompression.Gzip => Gzip,
        ParquetCompression.Zstd => Zstd,
        ParquetCompression.Lz4 => Lz4Raw,
        _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, "Not a compression."),
    };

    /// <summary>Whether pages of this codec can be unpacked.</summary>
    public static bool IsKnown(int codec) => codec is 0 or Snappy or Gzip or Brotli or Zstd or Lz4Raw;

    /// <summary>The codec's name, for messages.</summary>
    public static string NameOf(int codec) => codec switch
    {
        3 => "LZO",
        5 => "LZ4 with Hadoop's frames",
        _ => FormattableString.Invariant($"number {codec}"),
    };

    /// <summary>Unpacks a page.</summary>
    /// <param name="codec">The codec's number.</param>
    /// <param name="packed">The packed bytes.</param>
    /// <param name="target">As many bytes as the page's header states.</param>
    /// <exception cref="InvalidDataException">The page is damaged.</exception>
    public void Unpack(int codec, PageBytes packed, Span<byte> target)
    {
        int length;
        try
        {
            length = codec switch
            {
                Snappy => Snappier.Snappy.Decompress(packed.Span, target),
                Gzip => Inflate(packed, target),
                Brotli => BrotliDecoder.TryDecompress(packed.Span, target, out var written) ? written : -1,
                Zstd => (_unpackZstd ??= new Decompressor()).Unwrap(packed.Span, target),
                Lz4Raw => LZ4Codec.Decode(packed.Span, target),
                _ => throw new InvalidDataException($"The pages are compressed by {NameOf(codec)}, which is not supported."),
            };
        }
        catch (Exception e) when (e is ArgumentException or ZstdException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("A page cannot be unpacked.", e);
        }

        if (length != target.Length)
        {
            throw new InvalidDataException($"A page unpacks to another number of bytes than the {target.Length} that its header states.");
        }
    }

    /// <summary>Packs a page.</summary>
    /// <param name="compression">How.</param>
    /// <param name="page">The bytes.</param>
    public byte[] Pack(ParquetCompression compression, ReadOnlySpan<byte> page)
    {
        switch (compression)
        {
            case ParquetCompression.Snappy:
                return Snappier.Snappy.CompressToArray(page);
            case ParquetCompression.Gzip:
                using (var packed = new MemoryStream())
                {
                    using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
                    {
                        gzip.Write(page);
                    }

                    return packed.ToArray();
                }

            case ParquetCompression.Zstd:
                return (_packZstd ??= new Compressor(3)).Wrap(page).ToArray();
            case ParquetCompression.Lz4:
                var target = new byte[LZ4Codec.MaximumOutputSize(page.Length)];
                return target[..LZ4Codec.Encode(page, target)];
            default:
                return page.ToArray();
        }
    }

    public void Dispose()
    {
        _unpackZstd?.Dispose();
        _packZstd?.Dispose();
    }

    private static int Inflate(PageBytes packed, Span<byte> target)
    {
        using var gzip = new GZipStream(new MemoryStream(packed.Array, packed.Start, packed.Length), CompressionMode.Decompress);
        var length = gzip.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        return gzip.ReadByte() < 0 ? length : -1;
    }
}
