using System.Buffers.Binary;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Writes a Parquet file, row group by row group.</summary>
internal sealed class ParquetBatchWriter : BatchWriter
{
    private const int SliceRows = 4096;

    private readonly ParquetFormat _format;
    private readonly WrittenColumn[] _columns;
    private readonly ChunkSink _sink;
    private readonly List<(WrittenChunk[] Chunks, long Rows)> _groups = [];
    private int _rows;

    /// <exception cref="DataFormatException">Some columns cannot be written.</exception>
    public ParquetBatchWriter(ParquetFormat format, Stream stream, Schema schema)
    {
        var columns = schema.FieldsList.Select(WrittenColumns.For).ToList();
        var refused = schema.FieldsList.Where((_, i) => columns[i] is null).ToList();
        if (refused.Count > 0 || columns.Count == 0)
        {
            throw new DataFormatException(
                columns.Count == 0 ? "there are no columns to write"
                    : $"Parquet files are not written with {string.Join(", ", refused.Select(f => $"'{f.Name}' ({f.DataType.Name})"))}",
                null, column: refused.Count == 1 ? refused[0].Name : null,
                expected: "numbers, text, booleans, byte strings, dates, timestamps and vectors of float, double or byte",
                remedy: "Leave such columns out (WithoutColumns).");
        }

        _format = format;
        _columns = [.. columns.OfType<WrittenColumn>()];
        _sink = new ChunkSink(stream, format.Compression);
        _sink.Write("PAR1"u8);
    }

    /// <inheritdoc/>
    public override void Write(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (var row = 0; row < batch.Length;)
        {
            var count = Math.Min(Math.Min(batch.Length - row, _format.RowGroupRows - _rows), SliceRows);
            for (var c = 0; c < _columns.Length; c++)
            {
                _columns[c].Writer.Append(ArrowArrayFactory.Slice(batch.Column(c), row, count));
            }

            _rows += count;
            row += count;
            if (_rows == _format.RowGroupRows || _columns.Sum(c => c.Writer.Bytes) >= _format.RowGroupBytes)
            {
                FlushGroup();
            }
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        FlushGroup();
        var footer = FooterWriter.Write(_columns, _groups, _format.Compression);
        _sink.Write(footer);
        Span<byte> tail = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(tail, footer.Length);
        "PAR1"u8.CopyTo(tail[4..]);
        _sink.Write(tail);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _sink.Dispose();
        }

        base.Dispose(disposing);
    }

    private void FlushGroup()
    {
        if (_rows > 0)
        {
            _groups.Add(([.. _columns.Select(c => c.Writer.Flush(_sink))], _rows));
            _rows = 0;
        }
    }
}
