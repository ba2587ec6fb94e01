using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Reads a RecordIO-protobuf file into batches.</summary>
internal sealed class RecordIoBatchReader : BatchReader
{
    private readonly FormatSource _source;
    private readonly RecordIoFrames _frames;
    private readonly TensorParser _tensors = new();
    private readonly RecordColumn[] _columns;
    private int _next;

    public RecordIoBatchReader(FormatSource source, Schema schema, int maxRecordBytes)
    {
        _source = source;
        Schema = schema;
        _columns = [.. schema.FieldsList.Select(f => RecordColumn.For(f, source.BatchRows))];
        _frames = new RecordIoFrames(source.OpenRead(), source.Name, maxRecordBytes);
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        var rows = 0;
        try
        {
            while (rows < _source.BatchRows && (rows == 0 || Bytes() < _source.BatchBytes) && _frames.TryRead(out var record))
            {
                Append(record, rows);
                rows++;
            }
        }
        catch (RecordIoException e)
        {
            throw Problem(e);
        }

        if (rows == 0)
        {
            return _frames.Number > 1 ? null : throw RecordIoProtobufFormat.NoRecords(_source.Name);
        }

        return new RecordBatch(Schema, _columns.Select(c => c.Build()), rows);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _frames.Dispose();
        }

        base.Dispose(disposing);
    }

    private long Bytes()
    {
        var bytes = 0L;
        foreach (var column in _columns)
        {
            bytes += column.Bytes;
        }

        return bytes;
    }

    private void Append(ReadOnlySpan<byte> record, int row)
    {
        _next = 0;
        var entries = new RecordEntries(record);
        while (entries.TryRead(out var isLabel, out var name, out var value))
        {
            var column = Find(isLabel, name);
            if (column.Count != row)
            {
                throw new RecordIoException("a key occurs twice in the record", column.Name);
            }

            column.Append(_tensors.Parse(value));
        }

        foreach (var column in _columns)
        {
            if (column.Count == row)
            {
                throw new RecordIoException("the record lacks a column that the first has", column.Name);
            }
        }
    }

    // The entries of most files come in one order.
    private RecordColumn Find(bool isLabel, ReadOnlySpan<byte> name)
    {
        for (var tried = 0; tried < _columns.Length; tried++)
        {
            var column = _columns[_next];
            _next = _next + 1 == _columns.Length ? 0 : _next + 1;
            if (column.Matches(isLabel, name))
            {
                return column;
            }
        }

        throw new RecordIoException(
            $"the record has a {(isLabel ? "label" : "feature")} that the first has not", value: CellText.Show(name));
    }

    private DataFormatException Problem(RecordIoException e) =>
        _source.SchemaOrigin is { } origin && origin != _source.Name && e.Column is not null
            ? _frames.Wrong(
                $"{e.Message} (of {origin})", e.Value, e.Expected, e.Column, "Read files of different records as channels of their own.")
            : _frames.Wrong(e.Message, e.Value, e.Expected, e.Column);
}
