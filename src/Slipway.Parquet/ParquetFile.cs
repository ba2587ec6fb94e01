using System.Buffers.Binary;

namespace Slipway.Data;

/// <summary>An open Parquet file whose footer was read.</summary>
internal sealed class ParquetFile : IDisposable
{
    private const int MagicBytes = 4;
    private const int TailBytes = 8;

    private readonly Stream _stream;
    private readonly PageCompression _compression = new();
    private readonly string _name;
    private readonly long _end;

    /// <exception cref="DataFormatException">The file is no Parquet file, or its footer is damaged.</exception>
    public ParquetFile(FormatSource source)
    {
        _name = source.Name;
        _stream = source.OpenSeekable();
        try
        {
            var footer = ReadFooter(out _end);
            Metadata = FileMetadata.Read(footer);
            (Columns, Leaves) = ParquetLeaves.Of(Metadata.Schema);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or OverflowException)
        {
            _stream.Dispose();
            throw Damaged($"the footer is damaged: {e.Message.TrimEnd('.')}", e);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public FileMetadata Metadata { get; }

    /// <summary>The top-level columns.</summary>
    public IReadOnlyList<ParquetLeaf> Columns { get; }

    /// <summary>Leaves of the schema, and so chunks of a row group.</summary>
    public int Leaves { get; }

    /// <summary>Starts reading a chunk.</summary>
    /// <param name="group">Its row group, from 0.</param>
    /// <param name="leaf">Its column.</param>
    /// <param name="piece">Bytes to read at a time.</param>
    /// <exception cref="InvalidDataException">The footer says impossible things of it.</exception>
    public PageReader OpenChunk(int group, ParquetLeaf leaf, int piece)
    {
        var chunk = Chunk(group, leaf);
        return new PageReader(new ByteWindow(_stream, chunk.Offset, chunk.Length, piece), chunk, leaf, _compression);
    }

    /// <summary>A chunk, checked.</summary>
    /// <inheritdoc cref="OpenChunk"/>
    public ColumnChunk Chunk(int group, ParquetLeaf leaf)
    {
        var rows = Metadata.RowGroups[group];
        if (rows.Columns.Count != Leaves)
        {
            throw new InvalidDataException($"The row group has {rows.Columns.Count} columns and the schema {Leaves}.");
        }

        var chunk = rows.Columns[leaf.Index];
        if (chunk.IsEncrypted || chunk.OtherFile is not null)
        {
            throw new InvalidDataException(chunk.IsEncrypted
                ? "The column is encrypted, which is not supported."
                : $"The column's pages are in another file ('{chunk.OtherFile}'), which is not supported.");
        }

        if (!PageCompression.IsKnown(chunk.Codec))
        {
            throw new InvalidDataException(
                $"The pages are compressed by {PageCompression.NameOf(chunk.Codec)}, which is not supported.");
        }

        return chunk.Type == leaf.Type && chunk.Offset >= MagicBytes && chunk.Length >= 0 && chunk.Offset <= _end
            && chunk.Length <= _end - chunk.Offset && (leaf.IsList ? chunk.Values >= rows.Rows : chunk.Values == rows.Rows)
            ? chunk
            : throw new InvalidDataException(
                $"The footer states {chunk.Values} values of type {chunk.Type} in {chunk.Length} bytes from byte {chunk.Offset} on, "
                + $"which cannot be for {rows.Rows} rows of {leaf.Type} in a file whose columns end at byte {_end}.");
    }

    public void Dispose()
    {
        _compression.Dispose();
        _stream.Dispose();
    }

    private byte[] ReadFooter(out long end)
    {
        var length = _stream.Length;
        Span<byte> start = stackalloc byte[MagicBytes];
        Span<byte> tail = stackalloc byte[TailBytes];
        _stream.Position = 0;
        var read = _stream.ReadAtLeast(start, MagicBytes, throwOnEndOfStream: false);
        if (read == 0)
        {
            throw new DataFormatException("the file is empty", _name, expected: "a Parquet file", remedy: "Check what wrote the file.");
        }

        if (read >= 2 && start[0] == 0x1f && start[1] == 0x8b)
        {
            throw new DataFormatException(
                "the file as a whole is gzip-compressed", _name, expected: "a Parquet file, which compresses its own pages",
                remedy: "Unpack it first (gunzip).");
        }

        if (start.SequenceEqual("PARE"u8) || !start.SequenceEqual("PAR1"u8))
        {
            throw new DataFormatException(
                start.SequenceEqual("PARE"u8) ? "the file is encrypted" : "the file is not Parquet: its first bytes are wrong", _name,
                value: Convert.ToHexString(start[..read]), expected: "the magic 'PAR1'", remedy: "Check the path and the format.");
        }

        if (length >= MagicBytes + TailBytes)
        {
            _stream.Position = length - TailBytes;
            _stream.ReadExactly(tail);
        }

        var footer = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (!tail[4..].SequenceEqual("PAR1"u8) || footer > length - MagicBytes - TailBytes)
        {
            throw Damaged("the file is truncated or its end is damaged: the footer is not there", null);
        }

        end = length - TailBytes - footer;
        _stream.Position = end;
        var bytes = new byte[footer];
        _stream.ReadExactly(bytes);
        return bytes;
    }

    private DataFormatException Damaged(string problem, Exception? cause) => new(
        problem, _name, remedy: "Copy or download the file again, or check what wrote it.", innerException: cause);
}
