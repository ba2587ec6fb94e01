using Slipway.Tuning;

namespace Slipway;

/// <summary>What a <see cref="HyperparameterSearch"/> may be given beyond what it searches for.</summary>
public sealed record HyperparameterSearchOptions
{
    /// <summary>The clock behind the times of trials. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// Ended trials of earlier searches over the same space and objectives, for the sampler and the pruner to learn from; running ones are passed
    /// over. They get the negative numbers up to -1, in the order given. Default: none.
    /// </summary>
    public IReadOnlyList<Trial> WarmStart { get; init; } = [];
}
