namespace Slipway.Tuning;

/// <summary>
/// Where the lines of a journal lie; held by one writer at a time from its opening to its disposal. Bytes that were appended are never changed.
/// </summary>
internal interface IJournalLog : IDisposable
{
    /// <summary>Path or URI, for messages.</summary>
    string Location { get; }

    /// <summary>All bytes from the first on.</summary>
    Stream OpenRead();

    /// <summary>Cuts off what a writer that died, or a full disk, left unfinished; appending goes on from here.</summary>
    void CutAt(long length);

    /// <summary>Adds whole lines: all of them or, when it throws, none.</summary>
    /// <param name="lines">The lines with their ends.</param>
    /// <param name="durable">Whether they must survive a loss of power, not only the death of this process.</param>
    /// <exception cref="TuningJournalException">They could not be written.</exception>
    void Append(ReadOnlySpan<byte> lines, bool durable);
}
