using System.Collections.ObjectModel;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// Delimited text in UTF-8 (or ASCII): CSV, TSV and files separated by runs of spaces, quoted as RFC 4180 says.
/// </summary>
/// <remarks>
/// <para>
/// A quote is special only at the beginning of a cell; inside a quoted cell a quote is written twice, and delimiters and line breaks are
/// text. Elsewhere a quote is an ordinary character. Lines end with LF, CRLF or CR; the first line end of a file decides whether a lone CR
/// ends lines. Blank lines are skipped, so in a table of one column a missing value must be written, e.g. as <c>""</c>.
/// </para>
/// <para>
/// A column whose values in the first <see cref="InferenceRows"/> rows (at most 1 MiB) are all numbers or missing is a number, any other is
/// text. A column without a single value there is a number too: if text follows, that is an error that says what to do, whereas the
/// opposite
/// guess would turn numbers into categories unnoticed.
/// </para>
/// </remarks>
public sealed record CsvFormat : DataFormat
{
    private static readonly string[] DefaultMissingTokens = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"];

    // One instance, so that two formats with the default are equal.
    private static readonly IReadOnlyDictionary<string, ColumnType> NoTypes = ReadOnlyDictionary<string, ColumnType>.Empty;

    /// <summary>Tab-separated values: the defaults with a tab between cells.</summary>
    public static CsvFormat Tsv { get; } = new() { Delimiter = '\t' };

    /// <summary>Values separated by runs of spaces and tabs, as in many UCI and Fortran-written tables.</summary>
    public static CsvFormat Whitespace { get; } = new() { WhitespaceDelimited = true };

    /// <summary>
    /// The character between cells. An ASCII character other than a letter, a digit, a line end, NUL, <c>+</c>, <c>-</c>, <c>.</c> and the
    /// quote. Default <c>,</c>.
    /// </summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>True when any run of spaces and tabs is one delimiter; <see cref="Delimiter"/> is then not used. Default false.</summary>
    public bool WhitespaceDelimited { get; init; }

    /// <summary>The ASCII character around quoted cells, or null when nothing is quoted. Default <c>"</c>.</summary>
    public char? Quote { get; init; } = '"';

    /// <summary>
    /// Rows before the header (or, without one, before the first data) that are not read, at least 0; blank lines and comments do not
    /// count. Default 0.
    /// </summary>
    public int SkipRows { get; init; }

    /// <summary>
    /// Whether the first row names the columns. Default <see cref="CsvHeader.Auto"/>: looking at the rows that types are inferred from, the
    /// first row is a header when (1) none of its cells is a number, at least one is not a missing value, and some later cell is a
    /// number; or
    /// (2) no row has any number, and the first row's cells are not empty, differ from each other, and none comes again below in its
    /// column;
    /// or (3) it has at least three numbers and they count up by one from 0 or 1, as in tables whose columns have numbers for names.
    /// </summary>
    public CsvHeader Header { get; init; }

    /// <summary>
    /// Names for the columns, in order; they replace those of a header. Null means the header's, and <c>column1</c>, <c>column2</c>, ...
    /// where there is none. Default null.
    /// </summary>
    public IReadOnlyList<string>? ColumnNames { get; init; }

    /// <summary>Types of columns by name, instead of the inferred ones. Default none.</summary>
    public IReadOnlyDictionary<string, ColumnType> ColumnTypes { get; init; } = NoTypes;

    /// <summary>True when spaces around unquoted cells are not part of them (<c>39, State-gov</c>). Default true.</summary>
    public bool Trim { get; init; } = true;

    /// <summary>A line that begins with this ASCII character is skipped; null means that no line is. Default null.</summary>
    public char? Comment { get; init; }

    /// <summary>
    /// Cells that mean "no value", quoted or not, compared exactly. Default: empty, <c>NA</c>, <c>N/A</c>, <c>NaN</c>, <c>nan</c>,
    /// <c>null</c>, <c>NULL</c>, <c>None</c>, <c>?</c>.
    /// </summary>
    public IReadOnlyList<string> MissingTokens { get; init; } = DefaultMissingTokens;

    /// <summary>
    /// True when <c>inf</c>, and numbers too large for a double, are infinite values; otherwise they are errors. Default false.
    /// </summary>
    public bool AllowInfinity { get; init; }

    /// <summary>
    /// Longest row in bytes, from 1 to 1 GiB. A longer one is an error, because it is most often an unclosed quote. Default 64 MiB.
    /// </summary>
    public int MaxRecordBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Rows that types and header are inferred from, at least 1. Default 1,000.</summary>
    public int InferenceRows { get; init; } = 1000;

    /// <inheritdoc/>
    protected internal override string DisplayName => !WhitespaceDelimited && Delimiter == '\t' ? "TSV" : "CSV";

    /// <inheritdoc/>
    protected internal override IReadOnlyList<string> Extensions => DisplayName == "TSV" ? [".tsv", ".tab"] : [".csv"];

    /// <inheritdoc/>
    public override Schema Infer(FormatSource source)
    {
        Validate();
        return new CsvInference(this, source).Run().Schema;
    }

    /// <inheritdoc/>
    public override BatchReader Open(FormatSource source, Schema schema)
    {
        Validate();
        return new CsvBatchReader(this, source, schema);
    }

    /// <summary>
    /// Writes a header (unless <see cref="Header"/> is <see cref="CsvHeader.Absent"/>) and rows that this format reads back: numbers in the shortest
    /// form that gives the same value, missing values as the first of <see cref="MissingTokens"/>, quotes where they are needed.
    /// </summary>
    /// <inheritdoc/>
    public override BatchWriter CreateWriter(Stream stream, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(schema);
        Validate();
        return new CsvBatchWriter(this, stream, schema);
    }

    /// <summary>Checks the options; called whenever a file is opened.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; names it.</exception>
    private void Validate()
    {
        if (!WhitespaceDelimited && (!IsMark(Delimiter) || Delimiter == Quote))
        {
            throw new ArgumentException(
                $"CsvFormat.Delimiter is U+{(int)Delimiter:X4}; it must be an ASCII character other than a letter, a digit, "
                + "a line end, NUL, '+', '-', '.' and the quote.");
        }

        if (Quote is { } quote && (!IsMark(quote) || quote == ' '))
        {
            throw new ArgumentException($"CsvFormat.Quote is U+{(int)quote:X4}; it must be an ASCII punctuation mark, or null.");
        }

        if (Comment is { } comment
            && (!char.IsAscii(comment) || comment is '\0' or '\r' or '\n' or ' ' || comment == Delimiter || comment == Quote))
        {
            throw new ArgumentException(
                $"CsvFormat.Comment is U+{(int)comment:X4}; it must be an ASCII character with no other meaning, or null.");
        }

        if (MaxRecordBytes is < 1 or > 1 << 30)
        {
            throw new ArgumentException($"CsvFormat.MaxRecordBytes is {MaxRecordBytes}; allowed: 1 to {1 << 30}.");
        }

        if (SkipRows < 0)
        {
            throw new ArgumentException($"CsvFormat.SkipRows is {SkipRows}; allowed: at least 0.");
        }

        if (InferenceRows < 1)
        {
            throw new ArgumentException($"CsvFormat.InferenceRows is {InferenceRows}; allowed: at least 1.");
        }
    }

    private static bool IsMark(char c) =>
        char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) && c is not ('\0' or '\r' or '\n' or '+' or '-' or '.');
}
