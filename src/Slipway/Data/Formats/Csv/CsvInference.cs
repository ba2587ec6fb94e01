using System.Globalization;
using System.Text;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Finds header, names and types from the beginning of a delimited file.</summary>
internal sealed class CsvInference(CsvFormat format, FormatSource source)
{
    private const int WindowBytes = 1024 * 1024;

    private readonly CsvCells _cells = new(format, source.Name);

    /// <summary>Reads the beginning of the file.</summary>
    public CsvLayout Run()
    {
        using var scanner = new CsvScanner(source.OpenContent(), format, source.Name, source.BufferSize);
        if (!scanner.MoveToFirst(_cells))
        {
            throw new DataFormatException(
                "the file is empty", source.Name, expected: "rows", remedy: "Check the path and what wrote the file.");
        }

        var firstLine = scanner.LineAt(scanner.Start);
        var columns = ReadFirst(scanner);
        var rows = ReadFollowing(scanner, columns);
        var header = format.Header switch
        {
            CsvHeader.Present => true,
            CsvHeader.Absent => false,
            _ => LooksLikeHeader(columns, rows),
        };
        if (header && rows == 0)
        {
            throw HeaderOnly(source.Name);
        }

        var names = format.ColumnNames
            ?? (header ? HeaderNames(columns.Select(c => c.FirstCell)) : [.. columns.Select((_, i) => DefaultName(i))]);
        if (names.Count != columns.Length)
        {
            throw new DataFormatException(
                $"the file has {columns.Length} columns", source.Name, firstLine, expected: $"{names.Count}, the number of ColumnNames",
                remedy: "Give one name per column, or check the delimiter.");
        }

        CheckDelimiter(columns, firstLine);
        CheckDistinct(names, firstLine);
        CheckOverrides(names, firstLine);
        var fields = columns.Select((c, i) => new Field(
            names[i],
            ColumnBuilder.ArrowType(format.ColumnTypes.TryGetValue(names[i], out var type) ? type : c.Infer(header)),
            nullable: true));
        return new CsvLayout(new Schema(fields, null), header);
    }

    /// <summary>The error for a file without rows below its header.</summary>
    /// <param name="name">The file.</param>
    public static DataFormatException HeaderOnly(string name) => new(
        "the file has a header but no rows", name, expected: "rows",
        remedy: "If the first row is data, set Header to CsvHeader.Absent.");

    /// <summary>Names from a header row; an unnamed column is <c>column1</c>, <c>column2</c>, ... by its position.</summary>
    /// <param name="cells">The cells of the header.</param>
    public static string[] HeaderNames(IEnumerable<byte[]> cells) =>
        [.. cells.Select((c, i) => c.Length == 0 ? DefaultName(i) : Encoding.UTF8.GetString(c))];

    /// <summary>The cells of the scanner's current record, which is consumed.</summary>
    /// <param name="scanner">Where the record lies.</param>
    /// <param name="cells">Interprets them.</param>
    public static byte[][] ReadCells(CsvScanner scanner, CsvCells cells)
    {
        var found = new byte[scanner.CountCells()][];
        var start = scanner.Start;
        for (var i = 0; i < found.Length; i++)
        {
            var end = scanner.Ends[scanner.Cell + i];
            var position = (i + 1).ToString(CultureInfo.InvariantCulture);
            var cell = cells.Content(scanner, start, end, i == found.Length - 1, position);
            cells.CheckText(cell, scanner, start, position);
            found[i] = cell.ToArray();
            start = end + 1;
        }

        scanner.Record++;
        return found;
    }

    private static string DefaultName(int index) => string.Create(CultureInfo.InvariantCulture, $"column{index + 1}");

    private CsvColumnProfile[] ReadFirst(CsvScanner scanner) =>
    [
        .. ReadCells(scanner, _cells).Select(cell => new CsvColumnProfile(
            cell, _cells.IsMissing(cell), !_cells.IsMissing(cell) && NumberParser.TryParse(cell, out var number) ? number : null)),
    ];

    private int ReadFollowing(CsvScanner scanner, CsvColumnProfile[] columns)
    {
        var rows = 0;
        for (long bytes = 0; rows < format.InferenceRows && bytes < WindowBytes && scanner.MoveToRecord(_cells); rows++)
        {
            var count = scanner.CountCells();
            if (count != columns.Length)
            {
                throw Ragged(source.Name, scanner.LineAt(scanner.Start), count, columns.Length);
            }

            var start = scanner.Start;
            for (var i = 0; i < count; i++)
            {
                var end = scanner.Ends[scanner.Cell + i];
                var cell = _cells.Content(scanner, start, end, i == count - 1, DefaultName(i));
                columns[i].Add(cell, _cells.IsMissing(cell));
                start = end + 1;
            }

            bytes += start - scanner.Start;
            scanner.Record++;
        }

        return rows;
    }

    /// <summary>The error for a row with another number of cells.</summary>
    /// <param name="name">The file.</param>
    /// <param name="line">The line of the row.</param>
    /// <param name="found">Its cells.</param>
    /// <param name="expected">The columns.</param>
    public static DataFormatException Ragged(string name, long line, int found, int expected) => new(
        $"the row has {found} {(found == 1 ? "cell" : "cells")}", name, line,
        expected: $"{expected}, as in the first row",
        remedy: "Quote cells that contain the delimiter, or check the delimiter.");

    /// <summary>True when the first row alone shows that it is no header: it has numbers that do not count up.</summary>
    /// <param name="first">The cells of the first row.</param>
    /// <param name="cells">Knows which cells are missing.</param>
    public static bool IsCertainlyData(IEnumerable<byte[]> first, CsvCells cells)
    {
        var numbers = first
            .Where(c => !cells.IsMissing(c))
            .Select(c => NumberParser.TryParse(c, out var number) ? number : (double?)null)
            .OfType<double>()
            .ToArray();
        return numbers.Length > 0 && !CountsUp(numbers);
    }

    private static bool CountsUp(double[] numbers) =>
        numbers.Length >= 3 && numbers[0] is 0 or 1 && numbers.Select((n, i) => n - i).All(n => n == numbers[0]);

    // The rule that CsvFormat.Header documents.
    private static bool LooksLikeHeader(CsvColumnProfile[] columns, int rows)
    {
        var numbers = columns.Where(c => c.FirstNumber is not null).Select(c => c.FirstNumber!.Value).ToArray();
        if (numbers.Length > 0)
        {
            return CountsUp(numbers);
        }

        if (columns.All(c => c.FirstIsMissing))
        {
            return false;
        }

        if (rows == 0 || columns.Any(c => c.HasNumber))
        {
            return true;
        }

        var names = columns.Select(c => Encoding.UTF8.GetString(c.FirstCell)).ToArray();
        return names.All(n => n.Length > 0)
            && names.Distinct(StringComparer.Ordinal).Count() == names.Length
            && !columns.Any(c => c.FirstRecurs);
    }

    // One text column whose cells are numbers with something between them: most likely the delimiter is another.
    private void CheckDelimiter(CsvColumnProfile[] columns, long line)
    {
        if (columns.Length > 1 || !columns[0].HasText || format.ColumnNames is not null || format.ColumnTypes.Count > 0)
        {
            return;
        }

        var first = Encoding.UTF8.GetString(columns[0].FirstCell);
        var second = Encoding.UTF8.GetString(columns[0].SecondCell!);
        foreach (var delimiter in ";\t|, ")
        {
            var options = delimiter == ' ' ? StringSplitOptions.RemoveEmptyEntries : StringSplitOptions.None;
            var parts = second.Split(delimiter, options);
            var numbers = parts.Count(p => NumberParser.TryParse(Encoding.UTF8.GetBytes(p.Trim()), out _));
            if (parts.Length > 1 && numbers * 2 >= parts.Length && first.Split(delimiter, options).Length == parts.Length)
            {
                var suggestion = delimiter == ' ' ? "use CsvFormat.Whitespace"
                    : $"set Delimiter to '{(delimiter == '\t' ? "\\t" : delimiter.ToString())}'";
                throw new DataFormatException(
                    "the file has one column, but its cells look like several", source.Name, line, value: second,
                    expected: "another delimiter",
                    remedy: $"Most likely: {suggestion}. If it is one column, give ColumnNames.");
            }
        }
    }

    private void CheckDistinct(IReadOnlyList<string> names, long line)
    {
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (!positions.TryAdd(names[i], i))
            {
                throw new DataFormatException(
                    $"two columns have the same name, number {positions[names[i]] + 1} and number {i + 1}", source.Name, line, names[i],
                    expected: "distinct names", remedy: "Rename one, or give ColumnNames.");
            }
        }
    }

    private void CheckOverrides(IReadOnlyList<string> names, long line)
    {
        foreach (var name in format.ColumnTypes.Keys)
        {
            if (!names.Contains(name))
            {
                throw new DataFormatException(
                    "ColumnTypes names a column that the file does not have", source.Name, line, name,
                    expected: $"one of {string.Join(", ", names.Take(20))}{(names.Count > 20 ? ", ..." : string.Empty)}",
                    remedy: "Names are compared exactly.");
            }
        }
    }
}
