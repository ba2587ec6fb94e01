namespace Slipway;

/// <summary>Where a training job is in its life.</summary>
public enum JobState
{
    /// <summary>Accepted, not started.</summary>
    Pending,

    /// <summary>Reading data or training.</summary>
    Running,

    /// <summary>Asked to stop; ends at the next batch boundary with the best model so far.</summary>
    Stopping,

    /// <summary>Ended as planned, with a model.</summary>
    Completed,

    /// <summary>Ended early on request or out of time, with the best model so far.</summary>
    Stopped,

    /// <summary>Ended without a model.</summary>
    Failed,

    /// <summary>Cancelled: ended at once, without a model.</summary>
    Cancelled,
}
