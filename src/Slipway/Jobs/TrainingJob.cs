using System.Runtime.CompilerServices;
using Slipway.Backends;
using Slipway.Jobs;

namespace Slipway;

/// <summary>
/// A training that runs, or ran. Thread-safe. Disposing the last object from <c>StartAsync</c> for a job in this process cancels the job if it still
/// runs; disposing one from <see cref="AttachAsync"/>, or for a job elsewhere, only lets go.
/// </summary>
public sealed class TrainingJob : IAsyncDisposable
{
    private readonly IComputeBackend _backend;
    private readonly JobHandle _handle;
    private readonly SlipwayServices _services;
    private readonly Lazy<Task<TrainedModel>> _completion;
    private readonly bool _started;
    private int _disposed;

    internal TrainingJob(IComputeBackend backend, JobHandle handle, SlipwayServices services, bool started = false)
    {
        _started = started;
        _backend = backend;
        _handle = handle;
        _services = services;
        _completion = new Lazy<Task<TrainedModel>>(() => WaitAsync(CancellationToken.None));
    }

    /// <summary>Name of the job.</summary>
    public string Name => _handle.Name;

    /// <summary>Path or URI of the job's directory: logs, metrics, checkpoints, and <c>output/model.tar.gz</c>.</summary>
    public string JobDirectory => _handle.Directory;

    /// <summary>Every metric from the job's start on, then live ones; ends, without throwing, when the job has ended.</summary>
    public IAsyncEnumerable<TrainingMetric> Metrics => ReadAsync(static e => (e as MetricEvent)?.Metric);

    /// <summary>Every log line from the job's start on, then live ones; ends, without throwing, when the job has ended.</summary>
    public IAsyncEnumerable<string> Logs => ReadAsync(static e => (e as LogEvent)?.Line);

    /// <summary>
    /// The model, when the job has ended. The same task every time; the caller disposes the model, which is this object's own: another
    /// <see cref="TrainingJob"/> for the same job gives another. A job that was stopped gives the best model so far.
    /// </summary>
    /// <exception cref="TrainingFailedException">The job failed.</exception>
    /// <exception cref="OperationCanceledException">The job was cancelled.</exception>
    public Task<TrainedModel> Completion => _completion.Value;

    /// <summary>A job that was started elsewhere or earlier.</summary>
    /// <param name="jobDirectory">Path or URI of its directory.</param>
    /// <param name="backend">The backend that runs it; null means this process, or only its files.</param>
    /// <param name="services">What opens the job's files and loads the model; null means <see cref="SlipwayServices.Default"/>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="BackendException">There is no job.</exception>
    /// <exception cref="ArgumentException">No object store of the services serves the URI.</exception>
    public static async Task<TrainingJob> AttachAsync(
        string jobDirectory, IComputeBackend? backend = null, SlipwayServices? services = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(jobDirectory);
        services ??= SlipwayServices.Default;
        var directory = JobLocation.Normalize(jobDirectory);
        var job = new TrainingJob(
            backend ?? Backend.InProcess(), new JobHandle(Path.GetFileName(directory), directory) { Services = services }, services);
        await job.GetStatusAsync(cancellationToken).ConfigureAwait(false);
        return job;
    }

    /// <summary>The status, now.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    public ValueTask<JobStatus> GetStatusAsync(CancellationToken cancellationToken = default) => _backend.GetStatusAsync(_handle, cancellationToken);

    /// <summary>Asks the job to end at the next batch boundary; <see cref="Completion"/> then gives the best model so far.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    public ValueTask StopAsync(CancellationToken cancellationToken = default) => _backend.StopAsync(_handle, cancellationToken);

    /// <summary>Ends the job at once, without a model.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    public ValueTask CancelAsync(CancellationToken cancellationToken = default) => _backend.TerminateAsync(_handle, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0 || _backend.GetService(typeof(ILiveJobs)) is not ILiveJobs live)
        {
            return;
        }

        live.Release(_handle);
        if (_started && live.Outcome(_handle) is { } outcome && await GetStatusAsync().ConfigureAwait(false) is { State: JobState.Running or JobState.Pending })
        {
            await Task.WhenAny(outcome, Task.Delay(TimeSpan.FromSeconds(2), _services.Clock)).ConfigureAwait(false); // a cancelled job lets go of its files
        }
    }

    private async IAsyncEnumerable<T> ReadAsync<T>(
        Func<JobEvent, T?> select, [EnumeratorCancellation] CancellationToken cancellationToken = default) where T : class
    {
        await foreach (var e in _backend.WatchAsync(_handle, 0, cancellationToken).ConfigureAwait(false))
        {
            if (select(e) is { } wanted)
            {
                yield return wanted;
            }
        }
    }

    private async Task<TrainedModel> WaitAsync(CancellationToken cancellationToken)
    {
        if (_backend.GetService(typeof(ILiveJobs)) is ILiveJobs live && live.Outcome(_handle) is { } outcome)
        {
            var ended = await outcome.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (ended.Model is null)
            {
                throw Failure(ended.Status, ended.Error);
            }

            if (ended.Model.TryShare() is { } shared)
            {
                return shared;
            }
        }

        JobStatus? status = null;
        await foreach (var e in _backend.WatchAsync(_handle, 0, cancellationToken).ConfigureAwait(false))
        {
            status = (e as StatusEvent)?.Status ?? status;
        }

        return status is { State: JobState.Completed or JobState.Stopped }
            ? await TrainedModel.LoadAsync(JobDirectory, _services, cancellationToken: cancellationToken).ConfigureAwait(false)
            : throw Failure(status, null);
    }

    private Exception Failure(JobStatus? status, Exception? error) => (status?.State, error) switch
    {
        (JobState.Cancelled, _) => new OperationCanceledException($"Training job '{Name}' was cancelled."),
        (_, TrainingFailedException failed) => failed,
        _ => new TrainingFailedException(Name, status?.Reason ?? error?.Message ?? "ended without a status", innerException: error),
    };
}
