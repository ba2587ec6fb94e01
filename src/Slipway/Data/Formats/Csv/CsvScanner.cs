using System.Numerics;

namespace Slipway.Data;

/// <summary>
/// Reads a delimited file into a buffer and finds where its cells end, 64 bytes at a time. Knows nothing of types.
/// </summary>
/// <remarks>
/// Two lists hold the structure: where each cell ends, and which cell is the last of each record. A cell begins behind the end before it,
/// and each list begins with an entry for what lies before the first record, so that this holds for all. After <see cref="Refill"/> at
/// least one record is complete, and <see cref="NumberParser.ReadableBefore"/> bytes before the first one are readable.
/// </remarks>
internal sealed unsafe class CsvScanner : IDisposable
{
    private const int Front = 64;
    private const int Chunk = CsvMarks.Chunk;

    private readonly Stream _stream;
    private readonly CsvFormat _format;
    private readonly string _name;
    private readonly int _largest;
    private readonly byte _delimiter;
    private readonly byte _otherDelimiter;
    private readonly byte _quote;
    private readonly bool _hasQuote;
    private readonly bool _careful;
    private long _line = 1;
    private int _end = Front;
    private bool _atEnd;
    private bool _started;

    public CsvScanner(Stream stream, CsvFormat format, string name, int bufferSize)
    {
        _stream = stream;
        _format = format;
        _name = name;
        _largest = format.MaxRecordBytes;
        _delimiter = format.WhitespaceDelimited ? (byte)' ' : (byte)format.Delimiter;
        _otherDelimiter = format.WhitespaceDelimited ? (byte)'\t' : _delimiter;
        _hasQuote = format.Quote is not null;
        _quote = _hasQuote ? (byte)format.Quote!.Value : _delimiter;
        _careful = format.WhitespaceDelimited || format.Comment is not null;
        Buffer = GC.AllocateUninitializedArray<byte>(Front + Math.Clamp(bufferSize, 1, _largest) + Chunk);
        Buffer.AsSpan(0, Front).Clear();
        Ends = new int[1024];
        LastCells = new int[128];
        Ends[0] = Front - 1;
    }

    /// <summary>The text; positions below index it.</summary>
    public byte[] Buffer { get; private set; }

    /// <summary>Ends of cells; the first is the byte before the first record.</summary>
    public int[] Ends { get; private set; }

    /// <summary>
    /// Index in <see cref="Ends"/> of the last cell of each complete record; the first is 0 and belongs to none, so record <c>i</c> has the
    /// cells from <c>LastCells[i] + 1</c> to <c>LastCells[i + 1]</c>.
    /// </summary>
    public int[] LastCells { get; private set; }

    /// <summary>Number of complete records.</summary>
    public int Complete { get; private set; }

    /// <summary>The next record, less than <see cref="Complete"/> where there is one; the consumer moves it.</summary>
    public int Record { get; set; }

    /// <summary>Index in <see cref="Ends"/> of the next record's first cell.</summary>
    public int Cell => LastCells[Record] + 1;

    /// <summary>Where the next record begins.</summary>
    public int Start => Ends[LastCells[Record]] + 1;

    /// <summary>The byte that ends lines: LF, or CR in a file without LF.</summary>
    public byte LineEnd { get; private set; } = (byte)'\n';

    private int Capacity => Buffer.Length - Front - Chunk;

    /// <summary>Reads on; false at the end of the file. Only to be called when all complete records are consumed.</summary>
    /// <exception cref="DataFormatException">A record is too long, a quote is never closed, or the text is UTF-16.</exception>
    public bool Refill()
    {
        while (true)
        {
            MoveToFront();
            if (_end - Front == Capacity && !Grow())
            {
                throw new DataFormatException(
                    $"the row is longer than {_largest} bytes", _name, LineAt(Start),
                    remedy: "Look for a quote that is never closed or a file that is not CSV; if the row is right, raise MaxRecordBytes.");
            }

            if (!_atEnd)
            {
                var free = Buffer.AsSpan(_end, Capacity - (_end - Front));
                var read = _stream.ReadAtLeast(free, free.Length, throwOnEndOfStream: false);
                _end += read;
                _atEnd = read < free.Length;
            }

            if (!_started && !TryStart())
            {
                continue;
            }

            var open = Index();
            if (Complete > 0)
            {
                return true;
            }

            if (_atEnd)
            {
                if (_end == Start)
                {
                    return false;
                }

                if (open)
                {
                    throw new DataFormatException(
                        "the file ends inside a quoted cell", _name, LineAt(Start),
                        remedy: "Close the quote, or set Quote to null if quotes are ordinary characters in this file.");
                }

                Buffer[_end++] = LineEnd;
                _ = Index();
                return true;
            }
        }
    }

    /// <summary>
    /// Goes to the next record that is not blank and not a comment, which is then complete; false at the end of the file.
    /// </summary>
    /// <param name="cells">Knows which lines are skipped.</param>
    public bool MoveToRecord(CsvCells cells)
    {
        for (; Record < Complete || Refill(); Record++)
        {
            if (CountCells() > 1 || !cells.IsSkipped(Buffer.AsSpan(Start, Ends[Cell] - Start)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Goes to the first record behind those that the format skips; false when there is none.</summary>
    /// <param name="cells">Knows which lines are skipped.</param>
    public bool MoveToFirst(CsvCells cells)
    {
        for (var skipped = 0; skipped < _format.SkipRows && MoveToRecord(cells); skipped++)
        {
            Record++;
        }

        return MoveToRecord(cells);
    }

    /// <summary>Number of cells of the current record.</summary>
    public int CountCells() => LastCells[Record + 1] - LastCells[Record];

    /// <summary>1-based line number of a position in the buffer.</summary>
    /// <param name="position">An index into <see cref="Buffer"/>.</param>
    public long LineAt(int position) => _line + Buffer.AsSpan(Front, position - Front).Count(LineEnd);

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void MoveToFront()
    {
        var start = Start;
        _line += Buffer.AsSpan(Front, start - Front).Count(LineEnd);
        Buffer.AsSpan(start, _end - start).CopyTo(Buffer.AsSpan(Front));
        _end -= start - Front;
        Ends[0] = Front - 1;
        Record = 0;
    }

    private bool Grow()
    {
        if (_atEnd)
        {
            return true;
        }

        if (Capacity >= _largest)
        {
            return false;
        }

        var larger = GC.AllocateUninitializedArray<byte>(Front + (int)Math.Min(_largest, Capacity * 2L) + Chunk);
        Buffer.AsSpan(0, _end).CopyTo(larger);
        Buffer = larger;
        return true;
    }

    // Skips a byte order mark and finds the kind of line end. False: more of the file is needed.
    private bool TryStart()
    {
        var text = Buffer.AsSpan(Front, _end - Front);
        if (text.Length < 3 && !_atEnd)
        {
            return false;
        }

        if (text.Length >= 2 && (text[0], text[1]) is (0xFF, 0xFE) or (0xFE, 0xFF))
        {
            throw new DataFormatException(
                "the file is UTF-16 text", _name, 1, expected: "UTF-8", remedy: "Save it as UTF-8 (iconv -f UTF-16 -t UTF-8).");
        }

        var mark = text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        var quoted = false;
        for (var i = mark; i < text.Length; i++)
        {
            quoted ^= _hasQuote && text[i] == _quote;
            if (quoted || text[i] is not ((byte)'\r' or (byte)'\n'))
            {
                continue;
            }

            if (text[i] == (byte)'\r' && i + 1 == text.Length && !_atEnd)
            {
                return false;
            }

            LineEnd = text[i] == (byte)'\r' && (i + 1 == text.Length || text[i + 1] != (byte)'\n') ? (byte)'\r' : (byte)'\n';
            Ends[0] += mark;
            return _started = true;
        }

        if (_atEnd)
        {
            Ends[0] += mark;
            return _started = true;
        }

        return false;
    }

    // Lists the cell ends of everything in the buffer; true when the last record ends inside quotes.
    private bool Index()
    {
        var start = Start;
        var count = 1;
        var records = 0;
        var quoted = false;
        var skip = -1;
        for (var position = start; position < _end; position += Chunk)
        {
            MakeRoom(count + Chunk + 8, records + Chunk + 1);

            // SAFETY: Chunk bytes behind _end are allocated; what lies there is masked off. There is room for 64 more cells and records.
            fixed (byte* chunk = &Buffer[position])
            fixed (int* ends = Ends)
            fixed (int* lastCells = LastCells)
            {
                var marks = CsvMarks.Find(chunk, _delimiter, _otherDelimiter, LineEnd, _quote);
                marks = _end - position < Chunk ? marks.Before(_end - position) : marks;
                if (_careful || quoted || (_hasQuote && marks.Quotes != 0))
                {
                    IndexCarefully(_hasQuote ? marks.Ends | marks.Quotes : marks.Ends, position, ref count, ref records, ref quoted, ref skip);
                    continue;
                }

                for (var lines = marks.Lines; lines != 0; lines &= lines - 1)
                {
                    lastCells[++records] = count + BitOperations.PopCount(marks.Ends & (lines ^ (lines - 1))) - 1;
                }

                // Eight at a time without asking how many: the surplus is overwritten by the next.
                var left = marks.Ends;
                var found = BitOperations.PopCount(left);
                for (var written = 0; written < found; written += 8)
                {
                    for (var unrolled = 0; unrolled < 8; unrolled++)
                    {
                        ends[count + written + unrolled] = position + BitOperations.TrailingZeroCount(left);
                        left &= left - 1;
                    }
                }

                count += found;
            }
        }

        Complete = records;
        return quoted;
    }

    private void MakeRoom(int cells, int records)
    {
        if (Ends.Length < cells)
        {
            var larger = Ends;
            Array.Resize(ref larger, Math.Max(Ends.Length * 2, cells));
            Ends = larger;
        }

        if (LastCells.Length < records)
        {
            var larger = LastCells;
            Array.Resize(ref larger, Math.Max(LastCells.Length * 2, records));
            LastCells = larger;
        }
    }

    private void IndexCarefully(ulong marks, int chunk, ref int count, ref int records, ref bool quoted, ref int skip)
    {
        var buffer = Buffer;
        for (; marks != 0; marks &= marks - 1)
        {
            var at = chunk + BitOperations.TrailingZeroCount(marks);
            var mark = buffer[at];
            if (quoted)
            {
                if (mark == _quote && at != skip)
                {
                    if (at + 1 < _end && buffer[at + 1] == _quote)
                    {
                        skip = at + 1;
                    }
                    else
                    {
                        quoted = false;
                    }
                }

                continue;
            }

            var start = Ends[count - 1] + 1;
            var first = LastCells[records] == count - 1;
            if (first && _format.Comment is { } comment && buffer[start] == comment)
            {
                if (mark == LineEnd)
                {
                    Ends[count++] = at;
                }
            }
            else if (_hasQuote && mark == _quote)
            {
                quoted = IsBlank(start, at);
                continue;
            }
            else if (!_format.WhitespaceDelimited || !IsBlank(start, at))
            {
                Ends[count++] = at;
            }
            else if (mark == LineEnd)
            {
                // Spaces before the line end: they belong to the last cell, which is trimmed.
                Ends[first ? count++ : count - 1] = at;
            }

            if (mark == LineEnd)
            {
                LastCells[++records] = count - 1;
            }
        }
    }

    private bool IsBlank(int start, int end)
    {
        if (start == end)
        {
            return true;
        }

        return _format.WhitespaceDelimited
            ? Buffer.AsSpan(start, end - start).IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r') < 0
            : _format.Trim && _delimiter != (byte)' ' && Buffer.AsSpan(start, end - start).IndexOfAnyExcept((byte)' ') < 0;
    }
}
