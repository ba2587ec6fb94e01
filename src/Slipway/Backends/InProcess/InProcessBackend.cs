using Slipway.Jobs;
using Slipway.Storage;

namespace Slipway.Backends;

/// <summary>Runs each job on a thread of its own in this process.</summary>
internal sealed class InProcessBackend : IComputeBackend, ILiveJobs
{
    /// <summary>How long a job may wait for a cancelled one of its name to let go of the directory.</summary>
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();

    /// <summary>Jobs that run, by directory. One that has ended lives on in its handles only.</summary>
    private readonly Dictionary<string, InProcessJob> _running = new(StringComparer.Ordinal);

    public async ValueTask<JobHandle> SubmitAsync(TrainingJobSpec spec, CancellationToken cancellationToken = default)
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
        while (true)
        {
            InProcessJob? job;
            lock (_gate)
            {
                if (!_running.TryGetValue(root, out job))
                {
                    job = InProcessJob.Create(spec, root, Ended);
                    _running.Add(root, job);
                    job.Start();
                }

                if (!job.IsCancelled)
                {
                    job.RequireSame(spec);
                    job.AddOwner();
                    return new LiveJobHandle(spec.Name, root, job);
                }
            }

            await LeaveAsync(spec, job, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A job that was cancelled is no longer the job of its name, but its thread may not have noticed yet.</summary>
    private static async Task LeaveAsync(TrainingJobSpec spec, InProcessJob job, CancellationToken cancellationToken)
    {
        try
        {
            await job.Left.WaitAsync(LeaveLimit, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new BackendException(
                $"A job named '{spec.Name}' was cancelled, and its thread still waits for its source or its algorithm. Wait for it, or choose another job name.",
                retryable: true, e);
        }
    }

    public ValueTask<JobStatus> GetStatusAsync(JobHandle job, CancellationToken cancellationToken = default) =>
        new(Find(job) is { } live ? live.Status : JobDirectoryWatch.Status(job.Directory));

    public ValueTask StopAsync(JobHandle job, CancellationToken cancellationToken = default)
    {
        if (Find(job) is { } live)
        {
            live.RequestStop();
            return ValueTask.CompletedTask;
        }

        return JobDirectoryWatch.Status(job.Directory).IsTerminal ? ValueTask.CompletedTask : throw NotHere(job);
    }

    public ValueTask TerminateAsync(JobHandle job, CancellationToken cancellationToken = default)
    {
        if (Find(job) is { } live)
        {
            live.Cancel();
            return ValueTask.CompletedTask;
        }

        return JobDirectoryWatch.StatusOrNull(job.Directory) is { IsTerminal: false } ? throw NotHere(job) : ValueTask.CompletedTask;
    }

    public IAsyncEnumerable<JobEvent> WatchAsync(JobHandle job, long fromPosition = 0, CancellationToken cancellationToken = default) =>
        Find(job) is { } live
            ? live.Events.ReadAsync(fromPosition, cancellationToken)
            : JobDirectoryWatch.ReadAsync(job.Directory, fromPosition, TimeProvider.System, cancellationToken);

    public object? GetService(Type serviceType) => serviceType == typeof(ILiveJobs) ? this : null;

    public Task<JobOutcome>? Outcome(JobHandle job) => Find(job)?.Outcome;

    public void Release(JobHandle job) => (job as LiveJobHandle)?.Job.ReleaseOwner();

    private InProcessJob? Find(JobHandle job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job is LiveJobHandle live)
        {
            return live.Job;
        }

        lock (_gate)
        {
            return _running.GetValueOrDefault(job.Directory);
        }
    }

    private void Ended(string root)
    {
        lock (_gate)
        {
            _running.Remove(root);
        }
    }

    private static BackendException NotHere(JobHandle job) => new(
        $"Job '{job.Name}' runs in another process, and an in-process backend cannot reach it. Stop it there.");
}
