namespace Slipway.Jobs;

/// <summary>The job's status changed. The event with a terminal status is the job's last.</summary>
/// <param name="Position">0-based number of the event within the job.</param>
/// <param name="Status">The new status.</param>
public sealed record StatusEvent(long Position, JobStatus Status) : JobEvent(Position);
