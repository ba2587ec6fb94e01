namespace Slipway.Data;

/// <summary>The lines of a UTF-8 file, without their ends (LF or CRLF) and without a byte order mark.</summary>
internal sealed class TextLines : IDisposable
{
    private readonly Stream _stream;
    private readonly string _name;
    private readonly int _longest;
    private byte[] _buffer;
    private int _start;
    private int _end;
    private bool _atEnd;

    public TextLines(FormatSource source, int longest)
    {
        _name = source.Name;
        _longest = longest;
        _buffer = GC.AllocateUninitializedArray<byte>(Math.Clamp(source.BufferSize, 4, Math.Max(4, longest)));
        _stream = source.OpenContent();
    }

    /// <summary>1-based number of the line that was read last.</summary>
    public long Number { get; private set; }

    /// <summary>Bytes of the lines read so far, with their ends.</summary>
    public long BytesRead { get; private set; }

    /// <summary>The next line, valid until the next call; false at the end of the file.</summary>
    /// <param name="line">The line.</param>
    /// <exception cref="DataFormatException">The line is too long, or the file is UTF-16.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var text = _buffer.AsSpan(_start, _end - _start);
            var length = text[searched..].IndexOf((byte)'\n');
            if (length >= 0 || (_atEnd && text.Length > 0))
            {
                length = length >= 0 ? searched + length : text.Length;
                var consumed = Math.Min(length + 1, text.Length);
                _start += consumed;
                BytesRead += consumed;
                line = text[..length];
                line = line.Length > 0 && line[^1] == (byte)'\r' ? line[..^1] : line;
                line = ++Number == 1 ? WithoutMark(line) : line;
                return true;
            }

            if (_atEnd)
            {
                line = default;
                return false;
            }

            searched = text.Length;
            Fill();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            if (_end >= _longest)
            {
                throw new DataFormatException(
                    $"the line is longer than {_longest} bytes", _name, Number + 1,
                    remedy: "Check that the file has this format and that its lines end; if the line is right, raise MaxRecordBytes.");
            }

            System.Array.Resize(ref _buffer, (int)Math.Min(_buffer.Length * 2L, _longest));
        }

        var read = _stream.ReadAtLeast(_buffer.AsSpan(_end), _buffer.Length - _end, throwOnEndOfStream: false);
        _atEnd = read < _buffer.Length - _end;
        _end += read;
    }

    private ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> line) =>
        line.Length >= 2 && (line[0], line[1]) is (0xFF, 0xFE) or (0xFE, 0xFF)
            ? throw new DataFormatException(
                "the file is UTF-16 text", _name, 1, expected: "UTF-8", remedy: "Save it as UTF-8 (iconv -f UTF-16 -t UTF-8).")
            : line.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? line[3..] : line;
}
