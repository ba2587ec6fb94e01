namespace Slipway.Data;

/// <summary>
/// Finds where rows end in text that arrives in pieces: at line ends, but not at those inside a quoted CSV cell. Remembers where it was between pieces.
/// </summary>
/// <param name="quote">The character around quoted cells; null when nothing is quoted.</param>
/// <param name="delimiter">The character between cells.</param>
/// <param name="whitespace">Whether spaces and tabs are delimiters instead.</param>
internal sealed class LineCutter(byte? quote, byte delimiter, bool whitespace)
{
    private bool _quoted;
    private bool _cellStart = true;
    private bool _blank = true;
    private bool _afterQuote;

    public static LineCutter For(DataFormat format) => format is CsvFormat csv
        ? new LineCutter((byte?)csv.Quote, (byte)csv.Delimiter, csv.WhitespaceDelimited)
        : new LineCutter(null, 0, false);

    /// <summary>Forgets what came before: the next byte begins a row.</summary>
    public void Reset() => (_quoted, _cellStart, _blank, _afterQuote) = (false, true, true, false);

    /// <summary>Goes on to the end of the row.</summary>
    /// <param name="text">What comes next.</param>
    /// <param name="isBlank">Whether the row had nothing but spaces.</param>
    /// <returns>Bytes up to the line end, inclusive; -1 when the row goes on after all of them.</returns>
    public int Next(ReadOnlySpan<byte> text, out bool isBlank)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == (byte)'\n' && !_quoted)
            {
                isBlank = _blank;
                Reset();
                return i + 1;
            }

            if (c == quote)
            {
                // Inside, a doubled quote closes and opens again; both times the state is right for what follows.
                var closes = _quoted;
                _quoted = !closes && (_cellStart || _afterQuote);
                _afterQuote = closes;
                _cellStart = false;
                _blank = false;
                continue;
            }

            _afterQuote = false;
            if (_quoted)
            {
                continue;
            }

            var space = c is (byte)' ' or (byte)'\t' or (byte)'\r';
            _cellStart = c == delimiter || (whitespace && space) || (_cellStart && space);
            _blank &= space;
        }

        isBlank = false;
        return -1;
    }
}
