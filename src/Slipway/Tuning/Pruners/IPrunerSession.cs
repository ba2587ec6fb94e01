namespace Slipway.Tuning;

/// <summary>The pruner of one search.</summary>
/// <remarks>
/// Used by one thread at a time. A session may remember what it computed, so that a report need not be compared with all reports of all trials;
/// but a decision is a pure function of the search, the trial and the trials: a session that was opened a moment ago decides the same.
/// </remarks>
public interface IPrunerSession
{
    /// <summary>Whether to give up a trial now. Called after each report of the first objective.</summary>
    /// <param name="trial">The trial, with at least one report; the last one is new.</param>
    /// <param name="trials">
    /// All trials so far by increasing number, this one and running ones included. Between two calls trials are added, and running ones go on, begin
    /// anew (without reports) or end; an ended trial never changes. Trials of earlier searches (warm start) have negative numbers.
    /// </param>
    /// <returns>Null to go on, or why to give up, as a sentence.</returns>
    string? ShouldPrune(Trial trial, IReadOnlyList<Trial> trials);
}
