namespace Slipway.Jobs;

/// <summary>The power of a backend whose jobs share memory with the caller: outcomes without a detour through files.</summary>
internal interface ILiveJobs
{
    /// <summary>The outcome of a job that this backend ran and that was not forgotten, once it has ended; null otherwise.</summary>
    Task<JobOutcome>? Outcome(JobHandle job);

    /// <summary>Drops what is kept in memory of a job that has ended, its model among it; models that callers have stay theirs.</summary>
    void Forget(JobHandle job);
}
