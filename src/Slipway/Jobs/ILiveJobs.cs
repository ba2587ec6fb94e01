namespace Slipway.Jobs;

/// <summary>The power of a backend whose jobs share memory with the caller: outcomes without a detour through files.</summary>
internal interface ILiveJobs
{
    /// <summary>The outcome of a job of this process: one that the handle started, or one that runs now. Null for any other.</summary>
    Task<JobOutcome>? Outcome(JobHandle job);

    /// <summary>
    /// Says that a handle from a submission is no longer used. When the last of a job's handles goes, a job that still runs is cancelled, and the
    /// backend's own hold on the model ends. No effect on handles that only attach.
    /// </summary>
    void Release(JobHandle job);
}
