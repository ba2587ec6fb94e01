namespace Slipway.Tuning;

/// <summary>Decides which trials to give up before their end. Immutable settings; <see cref="Open"/> makes what does the work for one search.</summary>
public interface IPruner
{
    /// <summary>Stable name and settings in one line, e.g. <c>median(startup=5)</c>; a journal of another pruner says so when it is opened.</summary>
    string Description { get; }

    /// <summary>Why this pruner cannot serve a search, as sentences; empty when it can.</summary>
    /// <param name="search">The search.</param>
    IEnumerable<string> FindProblems(SearchDefinition search);

    /// <summary>Starts (or resumes) the work for a search that <see cref="FindProblems"/> accepts.</summary>
    /// <param name="search">The search.</param>
    IPrunerSession Open(SearchDefinition search);
}
