namespace Slipway.Tuning;

/// <summary>Decides what to try next. Immutable settings; <see cref="Open"/> makes what does the work for one search.</summary>
public interface ISampler
{
    /// <summary>Stable name and settings in one line, e.g. <c>tpe(startup=10)</c>; a journal of another sampler says so when it is opened.</summary>
    string Description { get; }

    /// <summary>Why this sampler cannot do a search, as sentences; empty when it can.</summary>
    /// <param name="search">The search.</param>
    IEnumerable<string> FindProblems(SearchDefinition search);

    /// <summary>Starts (or resumes) the work for a search that <see cref="FindProblems"/> accepts.</summary>
    /// <param name="search">The search.</param>
    ISamplerSession Open(SearchDefinition search);
}
