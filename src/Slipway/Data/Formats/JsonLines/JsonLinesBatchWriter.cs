using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Writes one JSON object a row.</summary>
internal sealed class JsonLinesBatchWriter : BatchWriter
{
    private const int FlushBytes = 64 * 1024;

    private readonly Stream _stream;
    private readonly Schema _schema;
    private readonly JsonEncodedText[] _names;
    private readonly ArrayBufferWriter<byte> _lines = new(2 * FlushBytes);
    private readonly ArrayBufferWriter<byte> _cell = new();
    private readonly Utf8JsonWriter _json;
    private long _row;

    public JsonLinesBatchWriter(Stream stream, Schema schema)
    {
        WritableColumns.Require(
            schema, "JSON Lines", "numbers, text, booleans, dates, timestamps and vectors of numbers",
            type => CellWriter.IsSupported(type) || (type is FixedSizeListType { ListSize: > 0 } list && IsNumber(list.ValueDataType)));
        _stream = stream;
        _schema = schema;
        _names = [.. schema.FieldsList.Select(f => JsonEncodedText.Encode(f.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];
        _json = new Utf8JsonWriter(_lines, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <inheritdoc/>
    public override void Write(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (var row = 0; row < batch.Length; row++)
        {
            _row++;
            _json.WriteStartObject();
            for (var c = 0; c < _names.Length; c++)
            {
                _json.WritePropertyName(_names[c]);
                if (batch.Column(c) is FixedSizeListArray vectors)
                {
                    WriteVector(vectors, row, c);
                }
                else
                {
                    WriteValue(batch.Column(c), row, c);
                }
            }

            _json.WriteEndObject();
            _json.Flush();
            _lines.Write("\n"u8);
            _json.Reset();
            if (_lines.WrittenCount >= FlushBytes)
            {
                Flush();
            }
        }
    }

    /// <inheritdoc/>
    public override void Complete() => Flush();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _json.Dispose();
        }

        base.Dispose(disposing);
    }

    private static bool IsNumber(IArrowType type) => CellWriter.IsSupported(type) && type is NumberType;

    private void WriteVector(FixedSizeListArray vectors, int row, int column)
    {
        if (vectors.IsNull(row))
        {
            _json.WriteNullValue();
            return;
        }

        var width = ((FixedSizeListType)vectors.Data.DataType).ListSize;
        _json.WriteStartArray();
        for (var i = 0; i < width; i++)
        {
            WriteValue(vectors.Values, ((vectors.Offset + row) * width) + i, column);
        }

        _json.WriteEndArray();
    }

    private void WriteValue(IArrowArray array, int row, int column)
    {
        _cell.ResetWrittenCount();
        switch (CellWriter.Write(array, row, _cell))
        {
            case CellKind.Missing:
                _json.WriteNullValue();
                break;
            case CellKind.Text:
                _json.WriteStringValue(_cell.WrittenSpan);
                break;
            case CellKind.Number when _cell.WrittenSpan[^1] > (byte)'9':
                throw WritableColumns.Refuse(
                    "the number is infinite, which JSON cannot say", _row, _schema.FieldsList[column].Name, _cell.WrittenSpan,
                    "Write Parquet, or replace such values by Map.");
            default:
                _json.WriteRawValue(_cell.WrittenSpan, skipInputValidation: true);
                break;
        }
    }

    private void Flush()
    {
        _stream.Write(_lines.WrittenSpan);
        _lines.ResetWrittenCount();
    }
}
