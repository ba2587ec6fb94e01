using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Reads a delimited file into batches.</summary>
/// <remarks>Numbers are the common case; <see cref="CsvNumbers"/> reads those of a record, and what is left is read cell by cell.</remarks>
internal sealed class CsvBatchReader : BatchReader
{
    private readonly CsvFormat _format;
    private readonly FormatSource _source;
    private readonly CsvScanner _scanner;
    private readonly CsvCells _cells;
    private readonly CsvErrors _errors;
    private readonly ColumnBuilder[] _columns;
    private readonly CsvNumbers _numbers;
    private readonly int[] _others;
    private readonly int _batchRows;
    private bool _hasRows;

    public CsvBatchReader(CsvFormat format, FormatSource source, Schema schema)
    {
        _format = format;
        _source = source;
        Schema = schema;
        _cells = new CsvCells(format, source.Name);
        _batchRows = source.RowsPerBatch(8L * schema.FieldsList.Count);
        _columns = [.. schema.FieldsList.Select(f => ColumnBuilder.For(ColumnBuilder.TypeOf(f.DataType), _batchRows))];
        _others = [.. Enumerable.Range(0, _columns.Length).Where(c => _columns[c] is not NumberColumn)];
        _scanner = new CsvScanner(source.OpenContent(), format, source.Name, source.BufferSize);
        _errors = new CsvErrors(source.Name, _scanner, schema);
        _numbers = new CsvNumbers(format, _scanner, _cells, _errors, _columns);
        try
        {
            ReadHeader();
        }
        catch
        {
            _scanner.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        _numbers.StartBatch();
        var rows = 0;
        while (rows < _batchRows && IsWithinBytes() && (_scanner.Record < _scanner.Complete || _scanner.Refill()))
        {
            rows = ReadRows(rows);
        }

        if (rows == 0)
        {
            return _hasRows ? null : throw CsvInference.HeaderOnly(_source.Name);
        }

        _hasRows = true;
        _numbers.EndBatch(rows);
        return new RecordBatch(Schema, _columns.Select(c => c.Build()), rows);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _scanner.Dispose();
        }

        base.Dispose(disposing);
    }

    // All complete records of the buffer, as far as the batch has room; gives the number of rows after them.
    private unsafe int ReadRows(int rows)
    {
        var scanner = _scanner;
        var columns = _columns.Length;
        var others = _others;
        fixed (byte* text = scanner.Buffer)
        fixed (int* ends = scanner.Ends)
        {
            for (; scanner.Record < scanner.Complete && rows < _batchRows; scanner.Record++)
            {
                var first = scanner.Cell;
                var count = scanner.CountCells();
                if (count == 1 && _cells.IsSkipped(new ReadOnlySpan<byte>(text + scanner.Start, ends[first] - scanner.Start)))
                {
                    continue;
                }

                if (count != columns)
                {
                    throw _errors.Ragged();
                }

                _numbers.Read(text, ends + first, rows);
                foreach (var c in others)
                {
                    Append(ends[first + c - 1] + 1, ends[first + c], c);
                }

                rows++;
            }
        }

        return rows;
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

    private void ReadHeader()
    {
        if (!_scanner.MoveToFirst(_cells))
        {
            throw new DataFormatException("the file is empty", _source.Name, expected: "rows", remedy: "Remove it from the channel.");
        }

        var expected = Schema.FieldsList.Count;
        var found = _scanner.CountCells();
        if (found != expected)
        {
            throw _source.OtherColumns($"{found} columns in its first row", $"{expected} columns");
        }

        if (_format.Header == CsvHeader.Absent)
        {
            return;
        }

        var record = _scanner.Record;
        var first = CsvInference.ReadCells(_scanner, _cells);
        var names = CsvInference.HeaderNames(first);
        var same = names.SequenceEqual(Schema.FieldsList.Select(f => f.Name));
        if (same)
        {
            return;
        }

        if (_format.Header == CsvHeader.Auto
            && (CsvInference.IsCertainlyData(first, _cells) || !new CsvInference(_format, _source).Run().HasHeader))
        {
            _scanner.Record = record;
            return;
        }

        if (_format.ColumnNames is null)
        {
            var differs = Enumerable.Range(0, expected).First(i => names[i] != Schema.FieldsList[i].Name);
            throw _source.OtherColumns(
                $"its column number {differs + 1} is named '{names[differs]}'", $"'{Schema.FieldsList[differs].Name}'", names[differs]);
        }
    }

    private void Append(int start, int end, int column)
    {
        var cell = _cells.Content(_scanner, start, end, column == _columns.Length - 1, _errors.NameOf(column));
        if (_cells.IsMissing(cell))
        {
            _columns[column].AppendMissing();
            return;
        }

        if (_columns[column] is TextColumn)
        {
            _cells.CheckText(cell, _scanner, start, _errors.NameOf(column));
        }

        if (!CellText.TryAppend(_columns[column], cell))
        {
            throw _errors.NotA(CellText.Expected(_columns[column]), cell, start, column);
        }
    }
}
