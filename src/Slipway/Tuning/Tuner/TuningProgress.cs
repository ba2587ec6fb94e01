using Slipway.Tuning;

namespace Slipway;

/// <summary>Something happened in a search: a trial began, reported a value, or ended.</summary>
/// <param name="Trial">The trial, as it is now.</param>
/// <param name="Best">The best completed trial by the first objective so far; null when there is none.</param>
/// <param name="Ended">Number of trials that have ended, in whatever way.</param>
/// <param name="MaxTrials">Number of trials planned.</param>
/// <param name="Elapsed">Time since the search began (in this process).</param>
public sealed record TuningProgress(Trial Trial, Trial? Best, int Ended, int MaxTrials, TimeSpan Elapsed);
