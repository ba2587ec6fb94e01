using System.Globalization;

namespace Slipway;

/// <summary>A journal of a search that cannot be written, is damaged, belongs to another search, or is in use.</summary>
public sealed class TuningJournalException : SlipwayException
{
    /// <summary>Creates the error.</summary>
    /// <param name="journal">Path of the journal.</param>
    /// <param name="problem">What is wrong and what to do, as sentences.</param>
    /// <param name="line">1-based line of the journal; null when the problem is not in one line.</param>
    /// <param name="innerException">The cause, when another exception is the cause.</param>
    public TuningJournalException(string journal, string problem, long? line = null, Exception? innerException = null)
        : base($"{journal}{(line is { } number ? $", line {number.ToString(CultureInfo.InvariantCulture)}" : "")}: {problem}", innerException)
    {
        Journal = journal;
        Line = line;
    }

    /// <summary>Path of the journal.</summary>
    public string Journal { get; }

    /// <summary>1-based line of the journal; null when the problem is not in one line.</summary>
    public long? Line { get; }
}
