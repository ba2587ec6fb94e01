using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>
/// Apache Parquet. Reads row groups one after another, a few pages of each wanted column at a time, so that memory does not grow with the
/// file; columns that are not wanted, and row groups that <see cref="Filters"/> exclude, are never read.
/// </summary>
/// <remarks>
/// <para>
/// Column types: numbers of every width, decimals, dates (days since 1970) and times (seconds since 1970, or since midnight) become
/// <c>Double</c> with NaN for missing, float32 stays <c>Float</c>; booleans, texts (UUIDs too) and byte strings become nullable
/// <c>Boolean</c>, <c>String</c> and <c>Binary</c>; lists of numbers that are all equally long become vectors (<c>FixedSizeList</c>). An
/// integer that a double cannot hold is an error; <see cref="DataChannel.WithColumn"/> reads such a column as
/// <see cref="ColumnType.Integer"/>, dates and times too as they are stored, and any column as text.
/// Maps, structs and other lists are refused by name when they are read, so leave them out (<see cref="DataChannel.WithoutColumns"/>).
/// </para>
/// <para>
/// Pages of both versions; the encodings PLAIN, dictionary, RLE, DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY, DELTA_BYTE_ARRAY and
/// BYTE_STREAM_SPLIT; uncompressed, Snappy, gzip, Zstandard, LZ4_RAW and Brotli. Check sums are checked where the file has them. Encrypted files
/// are refused.
/// </para>
/// </remarks>
public sealed record ParquetFormat : DataFormat
{
    private static readonly IReadOnlyList<ColumnFilter> NoFilters = [];

    /// <summary>Rows to give: those that match every filter. Default: all.</summary>
    public IReadOnlyList<ColumnFilter> Filters { get; init; } = NoFilters;

    /// <summary>Compression of the pages that are written. Default <see cref="ParquetCompression.Snappy"/>.</summary>
    public ParquetCompression Compression { get; init; }

    /// <summary>Rows of a row group that is written, at least 1. Default 131,072.</summary>
    public int RowGroupRows { get; init; } = 131_072;

    /// <summary>
    /// Bytes of a row group that is written, before compression, at least 1: a row group ends at this size or at
    /// <see cref="RowGroupRows"/>. A writer holds one row group in memory. Default 64 MiB.
    /// </summary>
    public long RowGroupBytes { get; init; } = 64L << 20;

    /// <inheritdoc/>
    protected override string DisplayName => "Parquet";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Extensions => [".parquet", ".pq"];

    /// <inheritdoc/>
    public override Schema Infer(FormatSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var file = new ParquetFile(source);
        return new Schema(file.Columns.Select(leaf => FieldOf(file, leaf, source.Name)), null);
    }

    /// <inheritdoc/>
    public override BatchReader Open(FormatSource source, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(schema);
        var file = new ParquetFile(source);
        try
        {
            return new ParquetPass(this, file, source, schema).Open();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override BatchWriter CreateWriter(Stream stream, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        if (RowGroupRows < 1 || RowGroupBytes < 1)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"ParquetFormat.RowGroupRows is {RowGroupRows} and RowGroupBytes {RowGroupBytes}; allowed: at least 1."));
        }

        return new ParquetBatchWriter(this, stream, schema);
    }

    private static Field FieldOf(ParquetFile file, ParquetLeaf leaf, string name)
    {
        if (leaf.Problem is not null)
        {
            return new Field(leaf.Name, ParquetTypes.Unreadable, nullable: true);
        }

        if (!leaf.IsList)
        {
            var type = ParquetTypes.TypeOf(leaf);
            return new Field(leaf.Name, type, nullable: type.TypeId is not (ArrowTypeId.Double or ArrowTypeId.Float));
        }

        var width = ParquetTypes.ItemTypeOf(leaf) is null ? 0 : FirstLength(file, leaf, name);
        return new Field(
            leaf.Name, width == 0 ? ParquetTypes.Unreadable : ParquetTypes.VectorOf(ParquetTypes.ItemTypeOf(leaf)!, width), nullable: true);
    }

    // The first list that is there says how long all of them are; a page or two are read for it.
    private static int FirstLength(ParquetFile file, ParquetLeaf leaf, string name)
    {
        const int Piece = 64 * 1024;
        for (var group = 0; group < file.Metadata.RowGroups.Count; group++)
        {
            try
            {
                var pages = file.OpenChunk(group, leaf, Piece);
                if (ColumnReaders.FirstLength(leaf, pages, file.Chunk(group, leaf).Values) is var width and > 0)
                {
                    return width;
                }
            }
            catch (Exception e) when (e is InvalidDataException or OverflowException or ArgumentException or IndexOutOfRangeException)
            {
                throw new DataFormatException(
                    $"row group {group + 1} of {file.Metadata.RowGroups.Count}: {e.Message.TrimEnd('.')}", name, column: leaf.Name,
                    remedy: "Copy or download the file again, or check what wrote it.", innerException: e);
            }
        }

        return 0;
    }
}
