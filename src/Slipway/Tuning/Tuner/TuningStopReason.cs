namespace Slipway;

/// <summary>Why a search ended.</summary>
public enum TuningStopReason
{
    /// <summary>All trials were made.</summary>
    MaxTrials,

    /// <summary>The sampler has nothing left to try: every point of a grid was tried.</summary>
    SpaceExhausted,

    /// <summary>The time was over.</summary>
    MaxRuntime,

    /// <summary>A trial reached the target value.</summary>
    TargetReached,

    /// <summary>Too many trials in a row brought nothing better.</summary>
    NoImprovement,

    /// <summary>The best trials are as good as each other.</summary>
    Converged,

    /// <summary>The caller asked for it.</summary>
    Stopped,
}
