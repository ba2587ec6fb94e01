namespace Slipway.Data;

/// <summary>Whether the first row of a delimited file names the columns.</summary>
public enum CsvHeader
{
    /// <summary>Decided by looking at the file; <see cref="CsvFormat.Header"/> states the rule.</summary>
    Auto,

    /// <summary>The first row holds names.</summary>
    Present,

    /// <summary>The first row is data.</summary>
    Absent,
}
