namespace Slipway;

/// <summary>Input data that cannot be read as what it claims to be.</summary>
public sealed class DataFormatException : SlipwayException
{
    /// <summary>Creates the error. The message is composed of the parts, so every caller reports them the same way.</summary>
    /// <param name="problem">What is wrong, e.g. <c>not a number</c>.</param>
    /// <param name="source">File path or URI, or a description of an in-memory source.</param>
    /// <param name="line">1-based line (text formats) or record (binary formats); null when unknown.</param>
    /// <param name="column">Column name or 1-based position; null when the problem is not in one column.</param>
    /// <param name="value">The offending text, shortened to 80 characters in the message; null when there is none.</param>
    /// <param name="expected">What would have been right; null when the problem says it.</param>
    /// <param name="remedy">What the caller can do about it.</param>
    /// <param name="innerException">The cause, when another exception is the cause.</param>
    public DataFormatException(
        string problem, string? source, long? line = null, string? column = null, string? value = null,
        string? expected = null, string? remedy = null, Exception? innerException = null)
        : base(Compose(problem, source, line, column, value, expected, remedy), innerException)
    {
        DataSource = source;
        Line = line;
        Column = column;
        Value = value;
        Expected = expected;
        Remedy = remedy;
    }

    /// <summary>File path or URI, or a description of an in-memory source.</summary>
    public string? DataSource { get; }

    /// <summary>1-based line (text formats) or record (binary formats).</summary>
    public long? Line { get; }

    /// <summary>Column name or 1-based position.</summary>
    public string? Column { get; }

    /// <summary>The offending value.</summary>
    public string? Value { get; }

    /// <summary>What would have been right.</summary>
    public string? Expected { get; }

    /// <summary>What the caller can do.</summary>
    public string? Remedy { get; }

    private static string Compose(
        string problem, string? source, long? line, string? column, string? value, string? expected, string? remedy)
    {
        var text = new System.Text.StringBuilder();
        if (source is not null)
        {
            text.Append(source);
            if (line is not null)
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $", line {line}");
            }

            text.Append(": ");
        }

        if (column is not null)
        {
            text.Append("column '").Append(column).Append("': ");
        }

        text.Append(problem);
        if (value is not null)
        {
            text.Append(" ('").Append(value.Length > 80 ? string.Concat(value.AsSpan(0, 80), "...") : value).Append("')");
        }

        if (expected is not null)
        {
            text.Append("; expected ").Append(expected);
        }

        text.Append('.');
        if (remedy is not null)
        {
            text.Append(' ').Append(remedy);
        }

        return text.ToString();
    }
}
