using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;

namespace Slipway.Data;

/// <summary>Writes the pages of chunks behind each other.</summary>
/// <param name="stream">Where to; forward only.</param>
/// <param name="compression">How pages are compressed.</param>
internal sealed class ChunkSink(Stream stream, ParquetCompression compression) : IDisposable
{
    /// <summary>Bytes that a page has at most, before compression, unless one value has more.</summary>
    public const int PageBytes = 1 << 20;

    private readonly PageCompression _packer = new();
    private readonly ThriftWriter _header = new();
    private readonly ArrayBufferWriter<byte> _page = new();

    /// <summary>Bytes written so far.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes of pages written so far, had they not been compressed; headers included.</summary>
    public long UncompressedPosition { get; private set; }

    /// <summary>Writes bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        Position += bytes.Length;
        UncompressedPosition += bytes.Length;
    }

    /// <summary>Writes a dictionary.</summary>
    /// <param name="values">Number of values.</param>
    /// <param name="bytes">The values in PLAIN.</param>
    public void WriteDictionary(int values, ReadOnlySpan<byte> bytes) => WritePage(PageHeader.Dictionary, bytes, () =>
    {
        _header.Struct(7);
        _header.Int32(1, values);
        _header.Int32(2, (int)PageEncoding.Plain);
        _header.End();
    });

    /// <summary>Writes a data page.</summary>
    /// <param name="repetition">Repetition levels; empty when there are none.</param>
    /// <param name="definition">Definition levels.</param>
    /// <param name="levelBits">Bits of a definition level.</param>
    /// <param name="encoding">How the values are stored.</param>
    /// <param name="values">The values that are there.</param>
    public void WriteData(
        ReadOnlySpan<int> repetition, ReadOnlySpan<int> definition, int levelBits, PageEncoding encoding, ReadOnlySpan<byte> values)
    {
        _page.ResetWrittenCount();
        if (!repetition.IsEmpty)
        {
            WriteLevels(repetition, 1);
        }

        WriteLevels(definition, levelBits);
        _page.Write(values);
        var count = definition.Length;
        WritePage(PageHeader.Data, _page.WrittenSpan, () =>
        {
            _header.Struct(5);
            _header.Int32(1, count);
            _header.Int32(2, (int)encoding);
            _header.Int32(3, (int)PageEncoding.Rle);
            _header.Int32(4, (int)PageEncoding.Rle);
            _header.End();
        });
    }

    public void Dispose() => _packer.Dispose();

    private void WriteLevels(ReadOnlySpan<int> levels, int width)
    {
        var encoded = new ArrayBufferWriter<byte>(64);
        RleWriter.Write(encoded, levels, width);
        BinaryPrimitives.WriteInt32LittleEndian(_page.GetSpan(sizeof(int)), encoded.WrittenCount);
        _page.Advance(sizeof(int));
        _page.Write(encoded.WrittenSpan);
    }

    private void WritePage(int type, ReadOnlySpan<byte> page, Action writeHeader)
    {
        var packed = compression == ParquetCompression.None ? page : _packer.Pack(compression, page);
        _header.Clear();
        _header.Int32(1, type);
        _header.Int32(2, page.Length);
        _header.Int32(3, packed.Length);
        _header.Int32(4, unchecked((int)Crc32.HashToUInt32(packed)));
        writeHeader();
        _header.End();
        Write(_header.Written);
        stream.Write(packed);
        Position += packed.Length;
        UncompressedPosition += page.Length;
    }
}
