using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Reads a delimited file into batches.</summary>
/// <remarks>
/// Speed: numbers are the common case, so a row is walked once, and a number column takes its value straight from the text into the array
/// that the batch will hold. Everything else (spaces, quotes, missing values, exponents, errors) leaves that path for a slower one per
/// cell.
/// </remarks>
internal sealed class CsvBatchReader : BatchReader
{
    private readonly CsvFormat _format;
    private readonly FormatSource _source;
    private readonly CsvScanner _scanner;
    private readonly CsvCells _cells;
    private readonly ColumnBuilder[] _columns;
    private readonly byte[]?[] _numbers;
    private readonly int _batchRows;
    private readonly bool _skipSpaces;
    private bool _hasRows;

    public CsvBatchReader(CsvFormat format, FormatSource source, Schema schema)
    {
        _format = format;
        _source = source;
        Schema = schema;
        _cells = new CsvCells(format, source.Name);
        _batchRows = source.RowsPerBatch(8L * schema.FieldsList.Count);
        _columns = [.. schema.FieldsList.Select(f => ColumnBuilder.For(ColumnBuilder.TypeOf(f.DataType), _batchRows))];
        _numbers = new byte[_columns.Length][];
        _skipSpaces = format.WhitespaceDelimited || (format.Trim && format.Delimiter != ' ');
        _scanner = new CsvScanner(source.OpenContent(), format, source.Name, source.BufferSize);
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
        for (var c = 0; c < _columns.Length; c++)
        {
            _numbers[c] = (_columns[c] as NumberColumn)?.Values;
        }

        var rows = 0;
        while (rows < _batchRows && IsWithinBytes() && (_scanner.Cell < _scanner.Complete || _scanner.Refill()))
        {
            rows = ReadRows(rows);
        }

        if (rows == 0)
        {
            return _hasRows ? null : throw CsvInference.HeaderOnly(_source.Name);
        }

        _hasRows = true;
        var arrays = new IArrowArray[_columns.Length];
        for (var c = 0; c < arrays.Length; c++)
        {
            (_columns[c] as NumberColumn)?.SetCount(rows);
            arrays[c] = _columns[c].Build();
        }

        return new RecordBatch(Schema, arrays, rows);
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
        var ends = scanner.Ends;
        var lineEnd = scanner.LineEnd;
        var numbers = _numbers;
        var last = numbers.Length - 1;
        var cell = scanner.Cell;
        var start = scanner.Start;
        var complete = scanner.Complete;
        var skipSpaces = _skipSpaces;
        var missingNumbers = _cells.HasMissingNumbers;
        fixed (byte* text = scanner.Buffer)
        {
            for (; cell < complete && rows < _batchRows; rows++)
            {
                if (text[ends[cell]] == lineEnd && _cells.IsSkipped(new ReadOnlySpan<byte>(text + start, ends[cell] - start)))
                {
                    start = ends[cell++] + 1;
                    rows--;
                    continue;
                }

                var rowStart = start;
                for (var c = 0; c <= last; c++)
                {
                    var end = ends[cell + c];
                    if ((text[end] == lineEnd) != (c == last))
                    {
                        (scanner.Start, scanner.Cell) = (rowStart, cell);
                        throw Ragged();
                    }

                    var values = numbers[c];
                    if (values is not null)
                    {
                        // SAFETY: text[end] is a delimiter, so the loops end; 64 bytes before the first record are readable.
                        var from = text + start;
                        var to = text + end;
                        double value;
                        var digit = (uint)(*from - '0');
                        if (to - from == 1 && digit <= 9 && !missingNumbers)
                        {
                            // Pixels, counts and flags: a table with one-digit cells reads 1.4 times as fast for it.
                            value = (int)digit;
                        }
                        else
                        {
                            while (skipSpaces && *from == (byte)' ' && from < to)
                            {
                                from++;
                            }

                            to -= c == last && to > from && to[-1] == (byte)'\r' ? 1 : 0;
                            if (missingNumbers || !NumberParser.TryParseShort(from, to, out value))
                            {
                                value = ParseNumber(start, end, c);
                            }
                        }

                        // SAFETY: the array holds _batchRows doubles and rows < _batchRows.
                        ref var target = ref MemoryMarshal.GetArrayDataReference(values);
                        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, (nint)rows * sizeof(double)), value);
                    }
                    else
                    {
                        Append(start, end, c);
                    }

                    start = end + 1;
                }

                cell += last + 1;
            }
        }

        scanner.Cell = cell;
        scanner.Start = start;
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

        var (start, cell) = (_scanner.Start, _scanner.Cell);
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
            (_scanner.Start, _scanner.Cell) = (start, cell);
            return;
        }

        if (_format.ColumnNames is null)
        {
            var differs = Enumerable.Range(0, expected).First(i => names[i] != Schema.FieldsList[i].Name);
            throw _source.OtherColumns(
                $"its column number {differs + 1} is named '{names[differs]}'", $"'{Schema.FieldsList[differs].Name}'", names[differs]);
        }
    }

    private DataFormatException Ragged() =>
        CsvInference.Ragged(_source.Name, _scanner.LineAt(_scanner.Start), _scanner.CountCells(), _columns.Length);

    private ReadOnlySpan<byte> Content(int start, int end, int column) =>
        _cells.Content(_scanner, start, end, column == _columns.Length - 1, NameOf(column));

    private double ParseNumber(int start, int end, int column)
    {
        var cell = Content(start, end, column);
        if (_cells.IsMissing(cell))
        {
            return double.NaN;
        }

        if (!NumberParser.TryParse(cell, out var value))
        {
            throw NotA("a number", cell, start, column);
        }

        return double.IsInfinity(value) && !_format.AllowInfinity
            ? throw new DataFormatException(
                "the number is infinite", _source.Name, _scanner.LineAt(start), NameOf(column), CellText.Show(cell), "a finite number",
                "Set AllowInfinity, or add the value to MissingTokens.")
            : value;
    }

    private void Append(int start, int end, int column)
    {
        var cell = Content(start, end, column);
        if (_cells.IsMissing(cell))
        {
            _columns[column].AppendMissing();
            return;
        }

        if (_columns[column] is TextColumn)
        {
            _cells.CheckText(cell, _scanner, start, NameOf(column));
        }

        if (!CellText.TryAppend(_columns[column], cell))
        {
            throw NotA(CellText.Expected(_columns[column]), cell, start, column);
        }
    }

    private DataFormatException NotA(string expected, ReadOnlySpan<byte> cell, int start, int column) => new(
        $"the value is not {expected}", _source.Name, _scanner.LineAt(start), NameOf(column), CellText.Show(cell), expected,
        "If the column is text, set its type to ColumnType.Text; if this marks a missing value, add it to MissingTokens.");

    private string NameOf(int column) => Schema.FieldsList[column].Name;
}
