namespace Slipway.Tuning;

/// <summary>Decides which trials to give up before their end. Immutable and thread-safe.</summary>
public interface IPruner
{
    /// <summary>Stable name and settings in one line, e.g. <c>median(startup=5)</c>.</summary>
    string Description { get; }

    /// <summary>Whether to give up a trial now. Called after each report of the first objective; a pure function of its arguments.</summary>
    /// <param name="search">The search.</param>
    /// <param name="trial">The trial, with at least one report; the last one is new.</param>
    /// <param name="trials">All trials so far by increasing number, this one and running ones included.</param>
    /// <returns>Null to go on, or why to give up, as a sentence.</returns>
    string? ShouldPrune(SearchDefinition search, Trial trial, IReadOnlyList<Trial> trials);
}
