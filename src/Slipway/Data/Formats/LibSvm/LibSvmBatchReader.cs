using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Reads a LibSVM file into batches.</summary>
internal sealed class LibSvmBatchReader : BatchReader
{
    private readonly FormatSource _source;
    private readonly TextLines _lines;
    private readonly LibSvmLine _line;
    private readonly ColumnBuilder[] _columns;
    private readonly ColumnBuilder _label;
    private readonly ColumnBuilder? _weight;
    private readonly ColumnBuilder? _group;
    private readonly SparseColumn _features;
    private bool _hasRows;

    public LibSvmBatchReader(LibSvmFormat format, FormatSource source, Schema schema)
    {
        Schema = schema;
        _source = source;
        _line = new LibSvmLine(format, source.Name);
        _features = new SparseColumn(source.BatchRows);
        _columns =
        [
            .. schema.FieldsList.Select(f =>
                f.Name == "features" ? _features : ColumnBuilder.For(ColumnBuilder.TypeOf(f.DataType), source.BatchRows)),
        ];
        _label = Find("label") ?? throw new ArgumentException(
            "The schema is not one of a LibSVM file: it has no column 'label'.", nameof(schema));
        _weight = Find("weight");
        _group = Find("qid");
        _lines = new TextLines(source, format.MaxRecordBytes);
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        while (_features.Count < _source.BatchRows && (_features.Count == 0 || _features.Bytes < _source.BatchBytes)
            && _lines.TryRead(out var line))
        {
            if (_line.Parse(line, _lines.Number, _features))
            {
                Append(_label, _line.Label, "label");
                AppendOptional(_weight, _line.Weight, "weight");
                AppendGroup();
            }
        }

        var rows = _features.Count;
        if (rows == 0)
        {
            return _hasRows ? null : throw LibSvmFormat.NoRows(_source.Name);
        }

        _hasRows = true;
        return new RecordBatch(Schema, _columns.Select(c => c.Build()), rows);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _lines.Dispose();
        }

        base.Dispose(disposing);
    }

    private ColumnBuilder? Find(string name)
    {
        var at = Schema.FieldsList.ToList().FindIndex(f => f.Name == name);
        return at < 0 ? null : _columns[at];
    }

    private void AppendOptional(ColumnBuilder? column, ReadOnlySpan<byte> value, string name)
    {
        if (column is null != value.IsEmpty)
        {
            throw Uneven(name, !value.IsEmpty);
        }

        if (column is not null)
        {
            Append(column, value, name);
        }
    }

    private void AppendGroup()
    {
        if (_group is null != _line.Group is null)
        {
            throw Uneven("qid", _line.Group is not null);
        }

        if (_line.Group is { } group)
        {
            Span<byte> text = stackalloc byte[20];
            System.Buffers.Text.Utf8Formatter.TryFormat(group, text, out var length);
            Append(_group!, text[..length], "qid");
        }
    }

    private void Append(ColumnBuilder column, ReadOnlySpan<byte> value, string name)
    {
        if (!CellText.TryAppend(column, value))
        {
            throw new DataFormatException(
                "the value has another type than the column", _source.Name, _lines.Number, name, CellText.Show(value),
                CellText.Expected(column),
                "Leave out the type that was given for this column.");
        }
    }

    private DataFormatException Uneven(string name, bool found) => new(
        $"the row {(found ? "has" : "lacks")} a value that the first rows of {_source.SchemaOrigin ?? _source.Name} "
        + (found ? "lack" : "have"),
        _source.Name, _lines.Number, name, expected: found ? "none" : "one in every row",
        remedy: "Give it for all rows or for none.");
}
