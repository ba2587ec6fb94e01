namespace Slipway.Tuning;

/// <summary>The sampler of one search.</summary>
/// <remarks>
/// Used by one thread at a time. A session may remember what it computed, but a proposal is a pure function of the search, the trials and the
/// number: a session that was opened a moment ago, given the same trials, proposes the same, bit for bit. That is how a search goes on after a crash.
/// </remarks>
public interface ISamplerSession
{
    /// <summary>What to try next.</summary>
    /// <param name="number">0-based number of the trial to come; each number is asked for once.</param>
    /// <param name="trials">
    /// All trials so far by increasing number, running ones included. Between two calls trials are added and running ones end; an ended trial never
    /// changes. Trials of earlier searches (warm start) have negative numbers.
    /// </param>
    /// <returns>A point of the space, or null when there is nothing left to try (a grid is done).</returns>
    ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials);
}
