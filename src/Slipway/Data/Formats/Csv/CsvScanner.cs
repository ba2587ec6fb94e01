using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Slipway.Data;

/// <summary>
/// Reads a delimited file into a buffer and finds where its cells end, 64 bytes at a time. Knows nothing of types.
/// </summary>
/// <remarks>
/// A cell begins behind the previous cell's end. The byte at an end is the line end for the last cell of a record and a delimiter
/// otherwise,
/// so one list of positions holds the structure. After <see cref="Refill"/> at least one record is complete, and
/// <see cref="NumberParser.ReadableBefore"/> bytes before the first one are readable.
/// </remarks>
internal sealed unsafe class CsvScanner : IDisposable
{
    private const int Front = 64;
    private const int Chunk = 64;

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
    }

    /// <summary>The text; positions below index it.</summary>
    public byte[] Buffer { get; private set; }

    /// <summary>Ends of cells, from the first record that is not yet consumed on.</summary>
    public int[] Ends { get; private set; }

    /// <summary>Number of <see cref="Ends"/> that belong to complete records.</summary>
    public int Complete { get; private set; }

    /// <summary>Where the next record begins; the consumer moves it behind each record.</summary>
    public int Start { get; set; } = Front;

    /// <summary>Index in <see cref="Ends"/> of the next record's first cell; the consumer moves it.</summary>
    public int Cell { get; set; }

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
                Index();
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
        while (Cell < Complete || Refill())
        {
            var end = Ends[Cell];
            if (Buffer[end] != LineEnd || !cells.IsSkipped(Buffer.AsSpan(Start, end - Start)))
            {
                return true;
            }

            Consume(1);
        }

        return false;
    }

    /// <summary>Goes to the first record behind those that the format skips; false when there is none.</summary>
    /// <param name="cells">Knows which lines are skipped.</param>
    public bool MoveToFirst(CsvCells cells)
    {
        for (var skipped = 0; skipped < _format.SkipRows && MoveToRecord(cells); skipped++)
        {
            Consume(CountCells());
        }

        return MoveToRecord(cells);
    }

    /// <summary>Number of cells of the current record.</summary>
    public int CountCells()
    {
        var last = Cell;
        while (Buffer[Ends[last]] != LineEnd)
        {
            last++;
        }

        return last - Cell + 1;
    }

    /// <summary>Goes behind the current record.</summary>
    /// <param name="count">Its number of cells.</param>
    public void Consume(int count)
    {
        Start = Ends[Cell + count - 1] + 1;
        Cell += count;
    }

    /// <summary>1-based line number of a position in the buffer.</summary>
    /// <param name="position">An index into <see cref="Buffer"/>.</param>
    public long LineAt(int position) => _line + Buffer.AsSpan(Front, position - Front).Count(LineEnd);

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void MoveToFront()
    {
        if (Start == Front)
        {
            return;
        }

        _line += Buffer.AsSpan(Front, Start - Front).Count(LineEnd);
        Buffer.AsSpan(Start, _end - Start).CopyTo(Buffer.AsSpan(Front));
        _end -= Start - Front;
        Start = Front;
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
            Start += mark;
            return _started = true;
        }

        if (_atEnd)
        {
            Start += mark;
            return _started = true;
        }

        return false;
    }

    // Lists the cell ends of everything in the buffer; true when the last record ends inside quotes.
    private bool Index()
    {
        var count = 0;
        var quoted = false;
        var skip = -1;
        var lineEnd = LineEnd;
        for (var position = Start; position < _end; position += Chunk)
        {
            if (Ends.Length < count + Chunk + 8)
            {
                var larger = Ends;
                Array.Resize(ref larger, Math.Max(Ends.Length * 2, count + Chunk + 8));
                Ends = larger;
            }

            // SAFETY: Chunk bytes behind _end are allocated; what lies there is masked off.
            fixed (byte* chunk = &Buffer[position])
            fixed (int* ends = Ends)
            {
                var marks = Find(chunk, _delimiter, _otherDelimiter, lineEnd, _quote, out var quotes);
                var beyond = _end - position < Chunk ? ulong.MaxValue << (_end - position) : 0;
                marks &= ~beyond;
                quotes &= ~beyond;
                if (_careful || quoted || (_hasQuote && quotes != 0))
                {
                    count = IndexCarefully(_hasQuote ? marks | quotes : marks, position, count, ref quoted, ref skip);
                    continue;
                }

                // Eight at a time without asking how many: the surplus is overwritten by the next.
                var found = BitOperations.PopCount(marks);
                for (var written = 0; written < found; written += 8)
                {
                    for (var unrolled = 0; unrolled < 8; unrolled++)
                    {
                        ends[count + written + unrolled] = position + BitOperations.TrailingZeroCount(marks);
                        marks &= marks - 1;
                    }
                }

                count += found;
            }
        }

        while (count > 0 && Buffer[Ends[count - 1]] != lineEnd)
        {
            count--;
        }

        Complete = count;
        Cell = 0;
        return quoted;
    }

    private int IndexCarefully(ulong marks, int chunk, int count, ref bool quoted, ref int skip)
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

            var start = count == 0 ? Start : Ends[count - 1] + 1;
            var first = count == 0 || buffer[Ends[count - 1]] == LineEnd;
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
        }

        return count;
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

    // One bit per byte. Three widths of one idea: 64 bytes per step whatever the machine has.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Find(byte* chunk, byte delimiter, byte otherDelimiter, byte lineEnd, byte quote, out ulong quotes)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var v = Vector512.Load(chunk);
            quotes = Vector512.Equals(v, Vector512.Create(quote)).ExtractMostSignificantBits();
            return (Vector512.Equals(v, Vector512.Create(delimiter)) | Vector512.Equals(v, Vector512.Create(otherDelimiter))
                | Vector512.Equals(v, Vector512.Create(lineEnd))).ExtractMostSignificantBits();
        }

        quotes = 0;
        var marks = 0UL;
        for (var i = 0; i < Chunk; i += Vector256<byte>.Count)
        {
            var v = Vector256.Load(chunk + i);
            quotes |= (ulong)Vector256.Equals(v, Vector256.Create(quote)).ExtractMostSignificantBits() << i;
            marks |= (ulong)(Vector256.Equals(v, Vector256.Create(delimiter)) | Vector256.Equals(v, Vector256.Create(otherDelimiter))
                | Vector256.Equals(v, Vector256.Create(lineEnd))).ExtractMostSignificantBits() << i;
        }

        return marks;
    }
}
