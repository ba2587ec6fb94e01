using System.Buffers;
using System.Text;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Writes delimited text that <see cref="CsvFormat"/> with the same options reads back.</summary>
internal sealed class CsvBatchWriter : BatchWriter
{
    private const int FlushBytes = 64 * 1024;

    private readonly CsvFormat _format;
    private readonly Stream _stream;
    private readonly Schema _schema;
    private readonly MissingTokens _missing;
    private readonly byte[] _missingCell;
    private readonly SearchValues<byte> _special;
    private readonly ArrayBufferWriter<byte> _lines = new(2 * FlushBytes);
    private readonly ArrayBufferWriter<byte> _cell = new();
    private readonly byte _delimiter;
    private long _row;

    public CsvBatchWriter(CsvFormat format, Stream stream, Schema schema)
    {
        WritableColumns.Require(schema, "CSV", "numbers, text, booleans, dates and timestamps", CellWriter.IsSupported);
        if (format.MissingTokens.Count == 0)
        {
            throw new ArgumentException("CsvFormat.MissingTokens is empty; writing needs one to write missing values as.");
        }

        _format = format;
        _stream = stream;
        _schema = schema;
        _missing = new MissingTokens(format.MissingTokens);
        _missingCell = Encoding.UTF8.GetBytes(format.MissingTokens[0]);
        _delimiter = (byte)(format.WhitespaceDelimited ? ' ' : format.Delimiter);
        _special = SearchValues.Create([_delimiter, (byte)'\n', (byte)'\r', (byte)' ', (byte)'\t', (byte)(format.Quote ?? '\n')]);
        if (format.Header != CsvHeader.Absent)
        {
            WriteHeader();
        }
    }

    /// <inheritdoc/>
    public override void Write(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var columns = _schema.FieldsList.Count;
        for (var row = 0; row < batch.Length; row++)
        {
            _row++;
            for (var c = 0; c < columns; c++)
            {
                _cell.ResetWrittenCount();
                var kind = CellWriter.Write(batch.Column(c), row, _cell);
                WriteValue(kind, c);
                EndCell(c == columns - 1);
            }

            if (_lines.WrittenCount >= FlushBytes)
            {
                Flush();
            }
        }
    }

    /// <inheritdoc/>
    public override void Complete() => Flush();

    private void WriteHeader()
    {
        for (var c = 0; c < _schema.FieldsList.Count; c++)
        {
            var name = Encoding.UTF8.GetBytes(_schema.FieldsList[c].Name);
            WriteText(name, c, mustQuote: name.Length == 0);
            EndCell(c == _schema.FieldsList.Count - 1);
        }
    }

    private void WriteValue(CellKind kind, int column)
    {
        if (kind == CellKind.Missing)
        {
            // An empty line is no row, and a run of spaces no empty cell.
            WriteText(_missingCell, column, mustQuote: _missingCell.Length == 0 && (_schema.FieldsList.Count == 1 || _format.WhitespaceDelimited));
            return;
        }

        var text = _cell.WrittenSpan;
        if (_missing.Contains(text))
        {
            throw WritableColumns.Refuse(
                "the value would be read back as missing", _row, NameOf(column), text,
                "Set CsvFormat.MissingTokens to texts that no value has, e.g. [\"\\\\N\"], for writing and reading; or write Parquet or JSON Lines.");
        }

        if (kind == CellKind.Number && !_format.AllowInfinity && IsInfinite(text))
        {
            throw WritableColumns.Refuse(
                "the number is infinite", _row, NameOf(column), text, "Set CsvFormat.AllowInfinity for writing and reading.");
        }

        if (kind == CellKind.Number)
        {
            WriteNumber(text);
        }
        else
        {
            WriteText(text, column, mustQuote: false);
        }
    }

    // The letters of an infinite number are none that the reader knows.
    private void WriteNumber(ReadOnlySpan<byte> text) =>
        _lines.Write(!IsInfinite(text) ? text : text[0] == (byte)'-' ? "-inf"u8 : "inf"u8);

    private static bool IsInfinite(ReadOnlySpan<byte> number) => number[^1] > (byte)'9';

    private void WriteText(ReadOnlySpan<byte> text, int column, bool mustQuote)
    {
        if (text.Contains((byte)0))
        {
            throw WritableColumns.Refuse("the text has a NUL character", _row, NameOf(column), text, "Write Parquet or JSON Lines.");
        }

        var isComment = column == 0 && text.Length > 0 && text[0] == _format.Comment;
        if (!mustQuote && !isComment && !text.ContainsAny(_special))
        {
            _lines.Write(text);
            return;
        }

        if (_format.Quote is not { } quote)
        {
            throw WritableColumns.Refuse(
                "the text needs quotes", _row, NameOf(column), text, "Set CsvFormat.Quote, or a delimiter that no text has.");
        }

        _lines.Write([(byte)quote]);
        while (text.IndexOf((byte)quote) is var at and >= 0)
        {
            _lines.Write(text[..(at + 1)]);
            _lines.Write([(byte)quote]);
            text = text[(at + 1)..];
        }

        _lines.Write(text);
        _lines.Write([(byte)quote]);
    }

    private void EndCell(bool isLast) => _lines.Write(isLast ? "\n"u8 : [_delimiter]);

    private string NameOf(int column) => _schema.FieldsList[column].Name;

    private void Flush()
    {
        _stream.Write(_lines.WrittenSpan);
        _lines.ResetWrittenCount();
    }
}
