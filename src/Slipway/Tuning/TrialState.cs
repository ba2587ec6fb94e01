namespace Slipway.Tuning;

/// <summary>Where a trial is in its life.</summary>
public enum TrialState
{
    /// <summary>Proposed, and not yet ended.</summary>
    Running,

    /// <summary>Ended with a value for every objective.</summary>
    Completed,

    /// <summary>Given up by the pruner before its end.</summary>
    Pruned,

    /// <summary>Ended with an error, without the metric, or with a value that is not finite.</summary>
    Failed,
}
