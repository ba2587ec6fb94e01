using Slipway.Tuning;

namespace Slipway;

/// <summary>What a <see cref="HyperparameterSearch"/> may be given beyond what it searches for.</summary>
public sealed record HyperparameterSearchOptions
{
    /// <summary>The clock behind the times of trials. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Object stores, for a journal that is a URI. Default: <see cref="SlipwayServices.Default"/>.</summary>
    public SlipwayServices Services { get; init; } = SlipwayServices.Default;

    /// <summary>
    /// Ended trials of earlier searches over the same space and objectives, for the sampler and the pruner to learn from; running ones are passed
    /// over. They get the negative numbers up to -1, in the order given. Default: none.
    /// </summary>
    public IReadOnlyList<Trial> WarmStart { get; init; } = [];

    /// <summary>
    /// Path of the file, or URI of the place in an object store, where the search is written down as it goes on; made when there is none. When it is there, the search
    /// that it holds goes on: ended trials stay, those that were running come back as running, and the next proposals are those of a search that was
    /// never interrupted. One search at a time may write a journal; any number may read it (<see cref="TuningJournal"/>). Null: not written down.
    /// Default: null.
    /// </summary>
    public string? Journal { get; init; }

    /// <summary>
    /// What must be the same when a journal's search goes on, beyond definition, sampler and pruner: names and values, e.g. of the algorithm and of
    /// the data's fingerprint. Default: nothing.
    /// </summary>
    public IReadOnlyDictionary<string, string> Identity { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether the end of a trial is forced to the disk before the call that tells it returns, so that it survives a loss of power; it survives the
    /// death of the process in any case. What lies between (asks, reports) is forced together with it. Default: true.
    /// </summary>
    public bool FlushToDisk { get; init; } = true;
}
