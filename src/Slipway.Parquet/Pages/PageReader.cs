using System.IO.Hashing;

namespace Slipway.Data;

/// <summary>Reads the pages of one column chunk, one after another.</summary>
internal sealed class PageReader
{
    private const int FirstHeaderBytes = 256;
    private const int MostHeaderBytes = 16 * 1024 * 1024;
    private const int MostPageBytes = 1 << 30;
    private const int Rle = 3;

    private readonly ByteWindow _window;
    private readonly PageCompression _compression;
    private readonly ColumnChunk _chunk;
    private readonly bool _repeats;
    private readonly bool _isOptional;
    private byte[] _unpacked = [];
    private long _valuesLeft;

    /// <param name="window">The chunk's bytes.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="leaf">The column.</param>
    /// <param name="compression">Unpacks pages.</param>
    public PageReader(ByteWindow window, ColumnChunk chunk, ParquetLeaf leaf, PageCompression compression)
    {
        _window = window;
        _chunk = chunk;
        _compression = compression;
        _repeats = leaf.IsList;
        _isOptional = leaf.MaxDefinition > 0;
        _valuesLeft = chunk.Values;
    }

    /// <summary>Position of the page at hand in the file, for messages.</summary>
    public long PagePosition { get; private set; }

    /// <summary>The dictionary's values in PLAIN, and their number; read by the first <see cref="TryRead"/>.</summary>
    public (PageBytes Data, int Values)? Dictionary { get; private set; }

    /// <summary>The next data page; false when all values were given.</summary>
    /// <exception cref="InvalidDataException">The page is damaged.</exception>
    public bool TryRead(out Page page)
    {
        page = default;
        while (_valuesLeft > 0)
        {
            PagePosition = _window.Position;
            var header = ReadHeader();
            var packed = ReadBytes(header);
            switch (header.Type)
            {
                case PageHeader.Dictionary:
                    if (Dictionary is not null || header.Encoding is not (0 or 2))
                    {
                        throw new InvalidDataException("There is a second dictionary, or one in an unknown encoding.");
                    }

                    // It lives as long as the chunk, so it gets bytes of its own.
                    var own = Unpack(packed, header.UncompressedSize, fresh: true);
                    Dictionary = (own, header.Values);
                    break;
                case PageHeader.Data:
                    page = Split(header, Unpack(packed, header.UncompressedSize, fresh: false));
                    break;
                case PageHeader.DataV2:
                    page = SplitV2(header, packed);
                    break;
            }

            if (page.Values > 0)
            {
                _valuesLeft = page.Values <= _valuesLeft
                    ? _valuesLeft - page.Values
                    : throw new InvalidDataException($"The pages have more values than the {_chunk.Values} that the footer states.");
                return true;
            }
        }

        return false;
    }

    private PageHeader ReadHeader()
    {
        for (var size = FirstHeaderBytes; ; size *= 4)
        {
            var bytes = _window.Peek(size);
            try
            {
                var thrift = new ThriftReader(bytes.Span);
                var header = PageHeader.Read(ref thrift);
                _window.Advance(thrift.Position);
                return header;
            }
            catch (EndOfStreamException) when (bytes.Length == size && size < MostHeaderBytes)
            {
                // Statistics with long texts make a long header: try again with more bytes.
            }
            catch (EndOfStreamException e)
            {
                throw new InvalidDataException("The column's pages end too early.", e);
            }
        }
    }

    private PageBytes ReadBytes(PageHeader header)
    {
        if (header.CompressedSize > _window.Left)
        {
            throw new InvalidDataException($"A page states {header.CompressedSize} bytes, and the column has {_window.Left} left.");
        }

        var bytes = _window.Peek(header.CompressedSize);
        _window.Advance(header.CompressedSize);
        return header.Crc is not { } crc || Crc32.HashToUInt32(bytes.Span) == unchecked((uint)crc)
            ? bytes
            : throw new InvalidDataException("A page does not match its check sum.");
    }

    private PageBytes Unpack(PageBytes packed, int size, bool fresh)
    {
        if (size > MostPageBytes || size > PageCompression.Expansion(_chunk.Codec) * (packed.Length + 64L))
        {
            throw new InvalidDataException($"A page of {packed.Length} bytes states that it unpacks to {size}, which cannot be.");
        }

        if (_chunk.Codec == 0)
        {
            if (size != packed.Length)
            {
                throw new InvalidDataException($"A page that is not compressed states two sizes, {packed.Length} and {size} bytes.");
            }

            if (!fresh)
            {
                return packed;
            }
        }

        var target = fresh || _unpacked.Length < size + PageBytes.Padding
            ? GC.AllocateUninitializedArray<byte>(size + PageBytes.Padding)
            : _unpacked;
        _unpacked = fresh ? _unpacked : target;
        if (_chunk.Codec == 0)
        {
            packed.Span.CopyTo(target);
        }
        else
        {
            _compression.Unpack(_chunk.Codec, packed, target.AsSpan(0, size));
        }

        return new PageBytes(target, 0, size);
    }

    private Page Split(PageHeader header, PageBytes data)
    {
        var repetition = Levels(_repeats, header.RepetitionEncoding, ref data);
        var definition = Levels(_isOptional, header.DefinitionEncoding, ref data);
        return new Page(header.Values, header.Encoding, repetition, definition, data);
    }

    private static PageBytes Levels(bool present, int encoding, ref PageBytes data)
    {
        if (!present)
        {
            return default;
        }

        if (encoding != Rle)
        {
            throw new InvalidDataException($"Levels are in the encoding {encoding}, which is not supported; RLE (3) is.");
        }

        var length = data.LengthAt(0);
        var levels = data.Slice(sizeof(int), length);
        data = data.From(sizeof(int) + length);
        return levels;
    }

    // Levels come first and are never compressed.
    private Page SplitV2(PageHeader header, PageBytes packed)
    {
        var repetition = packed.Slice(0, header.RepetitionBytes);
        var definition = packed.Slice(header.RepetitionBytes, header.DefinitionBytes);
        var levels = header.RepetitionBytes + header.DefinitionBytes;
        var data = packed.From(levels);
        var size = header.UncompressedSize - levels;
        data = header.IsCompressed && _chunk.Codec != 0
            ? size > 0 || data.Length > 0 ? Unpack(data, Math.Max(0, size), fresh: false) : data
            : data;
        return new Page(header.Values, header.Encoding, _repeats ? repetition : default, _isOptional ? definition : default, data);
    }
}
