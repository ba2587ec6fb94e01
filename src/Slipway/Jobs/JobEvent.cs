namespace Slipway.Jobs;

/// <summary>Something that happened in a job. Events of a job are totally ordered.</summary>
/// <param name="Position">0-based number of the event within the job.</param>
public abstract record JobEvent(long Position);
