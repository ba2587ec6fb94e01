using System.Text;
using System.Text.Unicode;

namespace Slipway.Data;

/// <summary>
/// What the bytes between two delimiters mean: trimming, quotes, missing values, checks. Used by inference and reading alike.
/// </summary>
internal sealed class CsvCells(CsvFormat format, string name)
{
    private readonly MissingTokens _missing = new(format.MissingTokens);
    private readonly bool _trimTabs = format.WhitespaceDelimited;
    private readonly bool _trim = format.WhitespaceDelimited || (format.Trim && format.Delimiter != ' ');
    private byte[] _unquoted = new byte[256];

    /// <summary>True when a missing token is a number itself.</summary>
    public bool HasMissingNumbers => _missing.HasNumbers;

    /// <summary>True when spaces around cells are not part of them.</summary>
    public bool IsTrimmed => _trim;

    /// <summary>True for a line that is empty or a comment.</summary>
    /// <param name="record">The line without its end.</param>
    public bool IsSkipped(ReadOnlySpan<byte> record)
    {
        if (record.Length > 0 && format.Comment is { } comment && record[0] == comment)
        {
            return true;
        }

        var blank = _trim ? TrimSpaces(record, true) : TrimReturn(record);
        return blank.IsEmpty;
    }

    /// <summary>The content of a cell; valid until the next call.</summary>
    /// <param name="scanner">Where the cell lies.</param>
    /// <param name="start">Its first byte.</param>
    /// <param name="end">Behind its last byte.</param>
    /// <param name="last">True for the last cell of a record, which may end with CR.</param>
    /// <param name="column">Its column, for messages.</param>
    public ReadOnlySpan<byte> Content(CsvScanner scanner, int start, int end, bool last, string column)
    {
        ReadOnlySpan<byte> cell = scanner.Buffer.AsSpan(start, end - start);
        cell = last ? TrimReturn(cell) : cell;
        cell = _trim ? TrimSpaces(cell, false) : cell;
        return cell.Length > 0 && cell[0] == format.Quote ? Unquote(cell, scanner, start, column) : cell;
    }

    /// <summary>True when a cell means "no value".</summary>
    /// <param name="cell">A cell's content.</param>
    public bool IsMissing(ReadOnlySpan<byte> cell) => _missing.Contains(cell);

    /// <summary>Checks that a cell is text.</summary>
    /// <param name="cell">A cell's content.</param>
    /// <param name="scanner">Where the cell lies.</param>
    /// <param name="start">Its first byte.</param>
    /// <param name="column">Its column, for messages.</param>
    public void CheckText(ReadOnlySpan<byte> cell, CsvScanner scanner, int start, string column)
    {
        if (!Utf8.IsValid(cell))
        {
            throw new DataFormatException(
                "the text is not UTF-8", name, scanner.LineAt(start), column, Encoding.Latin1.GetString(cell), "UTF-8",
                "Convert the file, e.g. iconv -f WINDOWS-1252 -t UTF-8.");
        }

        if (cell.Contains((byte)0))
        {
            throw new DataFormatException(
                "the text has a NUL character", name, scanner.LineAt(start), column, CellText.Show(cell), "text",
                "The file may be binary, or UTF-16 without a byte order mark; convert it to UTF-8.");
        }
    }

    private ReadOnlySpan<byte> TrimSpaces(ReadOnlySpan<byte> cell, bool line)
    {
        var tabs = _trimTabs || line;
        var start = 0;
        var end = cell.Length;
        while (start < end && IsSpace(cell[start], tabs, line))
        {
            start++;
        }

        while (end > start && IsSpace(cell[end - 1], tabs, line))
        {
            end--;
        }

        return cell[start..end];
    }

    private static bool IsSpace(byte b, bool tabs, bool returns) => b == ' ' || (tabs && b == '\t') || (returns && b == '\r');

    private static ReadOnlySpan<byte> TrimReturn(ReadOnlySpan<byte> cell) => cell.Length > 0 && cell[^1] == (byte)'\r' ? cell[..^1] : cell;

    private ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> cell, CsvScanner scanner, int start, string column)
    {
        var quote = cell[0];
        var body = cell[1..];
        var next = body.IndexOf(quote);
        if (next == body.Length - 1 && next >= 0)
        {
            return body[..next];
        }

        if (_unquoted.Length < body.Length)
        {
            _unquoted = new byte[Math.Max(body.Length, _unquoted.Length * 2)];
        }

        var length = 0;
        while (next >= 0)
        {
            body[..next].CopyTo(_unquoted.AsSpan(length));
            length += next;
            if (next + 1 == body.Length)
            {
                return _unquoted.AsSpan(0, length);
            }

            if (body[next + 1] != quote)
            {
                break;
            }

            _unquoted[length++] = quote;
            body = body[(next + 2)..];
            next = body.IndexOf(quote);
        }

        throw new DataFormatException(
            "there is text behind the closing quote", name, scanner.LineAt(start), column, CellText.Show(cell), "a delimiter",
            "Write a quote inside a quoted cell twice, or set Quote to null if quotes are ordinary characters.");
    }
}
