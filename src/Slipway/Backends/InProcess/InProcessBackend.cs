using System.Collections.Concurrent;
using Slipway.Jobs;
using Slipway.Storage;

namespace Slipway.Backends;

/// <summary>Runs each job on a thread of its own in this process.</summary>
internal sealed class InProcessBackend : IComputeBackend, ILiveJobs
{
    private readonly ConcurrentDictionary<string, InProcessJob> _jobs = new(StringComparer.Ordinal);

    public ValueTask<JobHandle> SubmitAsync(TrainingJobSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        cancellationToken.ThrowIfCancellationRequested();
        if (!LocalPath.TryGet(spec.Output, out var output))
        {
            throw new BackendException(
                $"The in-process backend keeps job directories on local disk, and '{spec.Output}' is not local. " +
                "Choose a local folder by WithOutput, and save the model elsewhere by TrainedModel.SaveAsync.");
        }

        var root = Path.GetFullPath(Path.Combine(output, spec.Name));
        var handle = new JobHandle(spec.Name, root);
        if (_jobs.TryGetValue(root, out var running) && !running.Outcome.IsCompleted)
        {
            running.RequireSame(spec);
            return new ValueTask<JobHandle>(handle);
        }

        var job = InProcessJob.Create(spec, root);
        _jobs[root] = job;
        job.Start();
        return new ValueTask<JobHandle>(handle);
    }

    public ValueTask<JobStatus> GetStatusAsync(JobHandle job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new ValueTask<JobStatus>(_jobs.TryGetValue(job.Directory, out var running) ? running.Status : JobDirectoryWatch.Status(job.Directory));
    }

    public ValueTask StopAsync(JobHandle job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (_jobs.TryGetValue(job.Directory, out var running))
        {
            running.RequestStop();
            return ValueTask.CompletedTask;
        }

        return JobDirectoryWatch.Status(job.Directory).IsTerminal
            ? ValueTask.CompletedTask
            : throw NotHere(job);
    }

    public ValueTask TerminateAsync(JobHandle job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (_jobs.TryGetValue(job.Directory, out var running))
        {
            running.Cancel();
            return ValueTask.CompletedTask;
        }

        return JobDirectoryWatch.StatusOrNull(job.Directory) is { IsTerminal: false } ? throw NotHere(job) : ValueTask.CompletedTask;
    }

    public IAsyncEnumerable<JobEvent> WatchAsync(JobHandle job, long fromPosition = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        return _jobs.TryGetValue(job.Directory, out var running)
            ? running.Events.ReadAsync(fromPosition, cancellationToken)
            : JobDirectoryWatch.ReadAsync(job.Directory, fromPosition, TimeProvider.System, cancellationToken);
    }

    public object? GetService(Type serviceType) => serviceType == typeof(ILiveJobs) ? this : null;

    public Task<JobOutcome>? Outcome(JobHandle job) => _jobs.TryGetValue(job.Directory, out var running) ? running.Outcome : null;

    public void Forget(JobHandle job)
    {
        if (_jobs.TryGetValue(job.Directory, out var running) && running.Outcome.IsCompleted)
        {
            if (_jobs.TryRemove(KeyValuePair.Create(job.Directory, running)))
            {
                running.Dispose();
            }
        }
    }

    private static BackendException NotHere(JobHandle job) => new(
        $"Job '{job.Name}' runs in another process, and an in-process backend cannot reach it. Stop it there.");
}
