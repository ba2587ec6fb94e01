using Slipway.Jobs;

namespace Slipway.Backends;

/// <summary>Where training jobs run. Five verbs on a job's life; everything else is read from the job directory.</summary>
/// <remarks>
/// Thread-safe. Optional powers are separate interfaces, asked for through <see cref="GetService"/>. A backend neither retries nor logs:
/// both are put around it.
/// </remarks>
public interface IComputeBackend
{
    /// <summary>
    /// Starts a job. Idempotent by name: submitting a job that runs or has ended under the same name, with the same settings, gives its
    /// handle; an interrupted one goes on from its last checkpoint.
    /// </summary>
    /// <param name="spec">A validated specification.</param>
    /// <param name="cancellationToken">Stops the submission; a job that has started is not affected.</param>
    /// <exception cref="BackendException">The job cannot start, or another job has this name.</exception>
    ValueTask<JobHandle> SubmitAsync(TrainingJobSpec spec, CancellationToken cancellationToken = default);

    /// <summary>The status of a job, now.</summary>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask<JobStatus> GetStatusAsync(JobHandle job, CancellationToken cancellationToken = default);

    /// <summary>Asks a job to end at the next batch boundary with the best model so far. No effect on a job that has ended.</summary>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask StopAsync(JobHandle job, CancellationToken cancellationToken = default);

    /// <summary>Ends a job at once, without a model. Idempotent; never fails because the job is already gone.</summary>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    ValueTask TerminateAsync(JobHandle job, CancellationToken cancellationToken = default);

    /// <summary>
    /// The events of a job in order, from a position on: replayed, then live. Ends after the <see cref="StatusEvent"/> with a terminal
    /// status.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="fromPosition">First event wanted.</param>
    /// <param name="cancellationToken">Stops watching; the job is not affected.</param>
    IAsyncEnumerable<JobEvent> WatchAsync(JobHandle job, long fromPosition = 0, CancellationToken cancellationToken = default);

    /// <summary>An optional power, or null.</summary>
    /// <param name="serviceType">Its interface.</param>
    object? GetService(Type serviceType);
}
