using System.Text;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Reads a JSON Lines file into batches.</summary>
internal sealed class JsonLinesBatchReader : BatchReader
{
    private readonly JsonLinesFormat _format;
    private readonly FormatSource _source;
    private readonly TextLines _lines;
    private readonly JsonErrors _errors;
    private readonly JsonVector _vector;
    private readonly ColumnBuilder[] _columns;
    private readonly byte[][] _names;
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private readonly int _batchRows;
    private byte[] _text = new byte[256];
    private bool _hasRows;

    public JsonLinesBatchReader(JsonLinesFormat format, FormatSource source, Schema schema)
    {
        _format = format;
        _source = source;
        Schema = schema;
        _errors = new JsonErrors(source);
        _vector = new JsonVector(_errors);
        _batchRows = source.RowsPerBatch(8L * schema.FieldsList.Count);
        _columns =
        [
            .. schema.FieldsList.Select(f => f.DataType is FixedSizeListType list
                ? new VectorColumn(list.ListSize, _batchRows)
                : ColumnBuilder.For(ColumnBuilder.TypeOf(f.DataType), _batchRows)),
        ];
        _names = [.. schema.FieldsList.Select(f => Encoding.UTF8.GetBytes(f.Name))];
        for (var i = 0; i < _names.Length; i++)
        {
            _positions.Add(schema.FieldsList[i].Name, i);
        }

        _lines = new TextLines(source, format.MaxRecordBytes);
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        var rows = 0;
        while (rows < _batchRows && IsWithinBytes() && _lines.TryRead(out var line))
        {
            if (line.IndexOfAnyExcept(" \t\r"u8) < 0)
            {
                continue;
            }

            try
            {
                ReadObject(line, rows);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                throw _errors.Syntax(_lines.Number, line, e);
            }

            rows++;
        }

        if (rows == 0)
        {
            return _hasRows ? null : throw JsonLinesFormat.NoRows(_source.Name);
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

    private bool IsWithinBytes()
    {
        long bytes = 0;
        foreach (var column in _columns)
        {
            bytes += column.Bytes;
        }

        return bytes < _source.BatchBytes;
    }

    private void ReadObject(ReadOnlySpan<byte> line, int row)
    {
        var reader = new Utf8JsonReader(line);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw _errors.NotAnObject(_lines.Number, line);
        }

        var next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // Objects of one file most often have their properties in one order.
            var column = next < _names.Length && reader.ValueTextEquals(_names[next]) ? next : Find(ref reader);
            reader.Read();
            if (column < 0)
            {
                reader.Skip();
                continue;
            }

            next = column + 1;
            if (_columns[column].Count > row)
            {
                throw _errors.Duplicate(_lines.Number, NameOf(column));
            }

            ReadValue(ref reader, column);
        }

        // Anything behind the object is an error that the reader finds.
        reader.Read();
        foreach (var column in _columns)
        {
            if (column.Count == row)
            {
                column.AppendMissing();
            }
        }
    }

    private int Find(ref Utf8JsonReader reader)
    {
        var name = reader.GetString()!;
        return _positions.TryGetValue(name, out var column) ? column
            : _format.UnknownProperty == JsonUnknownProperty.Ignore ? -1
            : throw _errors.Unknown(_lines.Number, name);
    }

    private void ReadValue(ref Utf8JsonReader reader, int column)
    {
        var builder = _columns[column];
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                builder.AppendMissing();
                return;

            case JsonTokenType.StartObject:
                throw _errors.Nested(_lines.Number, NameOf(column));

            case JsonTokenType.StartArray:
                ReadVector(ref reader, column);
                return;
        }

        var text = reader.TokenType == JsonTokenType.String ? ReadText(ref reader) : reader.ValueSpan;
        if (builder is VectorColumn || !CellText.TryAppend(builder, text))
        {
            throw _errors.Type(_lines.Number, NameOf(column), text, builder);
        }

        if (builder is NumberColumn numbers && double.IsInfinity(numbers.Last))
        {
            throw _errors.Infinite(_lines.Number, NameOf(column), text);
        }
    }

    private void ReadVector(ref Utf8JsonReader reader, int column)
    {
        if (_columns[column] is not VectorColumn vectors)
        {
            throw _errors.ArrayAndScalar(_lines.Number, NameOf(column));
        }

        _vector.Read(ref reader, _lines.Number, NameOf(column));
        if (_vector.Items.Length != vectors.Width)
        {
            throw _errors.ArrayLength(_lines.Number, NameOf(column), _vector.Items.Length, vectors.Width);
        }

        vectors.Append(_vector.Items);
    }

    // Unescaped and checked to be UTF-8.
    private ReadOnlySpan<byte> ReadText(ref Utf8JsonReader reader)
    {
        if (_text.Length < reader.ValueSpan.Length)
        {
            _text = new byte[Math.Max(reader.ValueSpan.Length, _text.Length * 2)];
        }

        return _text.AsSpan(0, reader.CopyString(_text));
    }

    private string NameOf(int column) => Schema.FieldsList[column].Name;
}
