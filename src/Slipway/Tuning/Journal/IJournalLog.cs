namespace Slipway.Tuning;

/// <summary>
/// Where the lines of a journal lie; held by one writer at a time from its opening to its disposal. Bytes that were appended are never changed.
/// </summary>
internal interface IJournalLog : IDisposable
{
    /// <summary>Path or URI, for messages.</summary>
    string Location { get; }

    /// <summary>Reads all lines that are there, from the first on.</summary>
    /// <exception cref="TuningJournalException">They cannot be read, or are damaged.</exception>
    void ReadInto(JournalScanner scanner);

    /// <summary>Cuts off what a writer that died, or a full disk, left unfinished; appending goes on from here.</summary>
    void CutAt(long length);

    /// <summary>Adds whole lines: all of them or, when it throws, none.</summary>
    /// <param name="lines">The lines with their ends.</param>
    /// <param name="durability">What they must survive.</param>
    /// <exception cref="TuningJournalException">They could not be written.</exception>
    void Append(ReadOnlySpan<byte> lines, JournalDurability durability);
}
