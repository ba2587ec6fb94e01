using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Slipway.Data;

/// <summary>
/// Apache Arrow's own format: files (<c>.arrow</c>, <c>.feather</c> of version 2) and streams (<c>.arrows</c>), told apart by their first bytes.
/// </summary>
/// <remarks>
/// Columns keep their Arrow types, nulls included: what features can be made of is the same as for
/// <see cref="DataChannel.FromArrow(IEnumerable{RecordBatch})"/>. A file is read from its beginning to its end, one record batch of it in memory at a
/// time; columns that are not wanted are read and dropped. Buffers and offsets are checked before they are given.
/// </remarks>
public sealed record ArrowFormat : DataFormat
{
    /// <summary>True to write the streaming format, false for the file format. Reading recognises both. Default false.</summary>
    public bool Streaming { get; init; }

    /// <summary>
    /// Unpacks compressed buffers: <c>new Apache.Arrow.Compression.CompressionCodecFactory()</c> of the package Apache.Arrow.Compression. Null means
    /// that such files are refused. Default null.
    /// </summary>
    public ICompressionCodecFactory? Codecs { get; init; }

    /// <inheritdoc/>
    protected internal override string DisplayName => "Arrow";

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> Extensions => [".arrow", ".arrows", ".feather"];

    /// <inheritdoc/>
    public override Schema Infer(FormatSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var reader = new ArrowBatchReader(source, Codecs);
        return reader.Schema;
    }

    /// <inheritdoc/>
    public override BatchReader Open(FormatSource source, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(schema);
        var reader = new ArrowBatchReader(source, Codecs);
        try
        {
            reader.Require(schema);
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override BatchWriter CreateWriter(Stream stream, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        return new ArrowBatchWriter(stream, schema, isFile: !Streaming);
    }
}
