using Slipway.Jobs;

namespace Slipway.Backends;

/// <summary>Runs each job on a thread of its own in this process.</summary>
internal sealed class InProcessBackend : IComputeBackend, ILiveJobs
{
    /// <summary>How long a job may wait for a cancelled one of its name to let go of the directory.</summary>
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();

    /// <summary>Jobs that run. One that has ended lives on in its handles only.</summary>
    private readonly Dictionary<JobKey, InProcessJob> _running = [];

    /// <summary>Jobs whose directory in an object store is being taken, which needs time; ends without an error, whatever comes of it.</summary>
    private readonly Dictionary<JobKey, Task> _opening = [];

    public async ValueTask<JobHandle> SubmitAsync(TrainingJobSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        cancellationToken.ThrowIfCancellationRequested();
        var key = JobKey.Of(JobLocation.Of(spec.Output, spec.Name), spec.Services);
        while (true)
        {
            InProcessJob? job;
            Task? opening = null;
            TaskCompletionSource? opened = null;
            lock (_gate)
            {
                if (!_running.TryGetValue(key, out job) && key.Store is null)
                {
                    job = Start(key, spec, TrainingRun.Open(spec, key.Directory));
                }

                if (job is null && !_opening.TryGetValue(key, out opening))
                {
                    opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    _opening.Add(key, opened.Task);
                }

                if (job is { IsCancelled: false })
                {
                    job.RequireSame(spec);
                    job.AddOwner();
                    return new LiveJobHandle(spec.Name, key.Directory, job) { Services = spec.Services };
                }
            }

            if (job is not null)
            {
                await LeaveAsync(spec, job, cancellationToken).ConfigureAwait(false);
            }
            else if (opened is null)
            {
                await opening!.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                return await OpenStoredAsync(key, spec, opened, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes a directory in an object store, outside of the lock.</summary>
    private async Task<JobHandle> OpenStoredAsync(JobKey key, TrainingJobSpec spec, TaskCompletionSource opened, CancellationToken cancellationToken)
    {
        try
        {
            var run = await TrainingRun.OpenStoredAsync(spec, key.Directory, cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                var job = Start(key, spec, run);
                job.AddOwner();
                return new LiveJobHandle(spec.Name, key.Directory, job) { Services = spec.Services };
            }
        }
        finally
        {
            lock (_gate)
            {
                _opening.Remove(key);
            }

            opened.SetResult();
        }
    }

    private InProcessJob Start(JobKey key, TrainingJobSpec spec, TrainingRun run)
    {
        var job = InProcessJob.Create(spec, run, () => Ended(key));
        _running.Add(key, job);
        job.Start();
        return job;
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
        Find(job) is { } live ? new(live.Status) : JobWatch.StatusAsync(job, cancellationToken);

    public async ValueTask StopAsync(JobHandle job, CancellationToken cancellationToken = default)
    {
        if (Find(job) is { } live)
        {
            live.RequestStop();
        }
        else if (!(await JobWatch.StatusAsync(job, cancellationToken).ConfigureAwait(false)).IsTerminal)
        {
            throw NotHere(job);
        }
    }

    public async ValueTask TerminateAsync(JobHandle job, CancellationToken cancellationToken = default)
    {
        if (Find(job) is { } live)
        {
            live.Cancel();
        }
        else if (await JobWatch.StatusOrNullAsync(job, cancellationToken).ConfigureAwait(false) is { IsTerminal: false })
        {
            throw NotHere(job);
        }
    }

    public IAsyncEnumerable<JobEvent> WatchAsync(JobHandle job, long fromPosition = 0, CancellationToken cancellationToken = default) =>
        Find(job) is { } live
            ? live.Events.ReadAsync(fromPosition, cancellationToken)
            : JobWatch.ReadAsync(job, fromPosition, TimeProvider.System, cancellationToken);

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
            return _running.GetValueOrDefault(JobKey.Of(job.Directory, job.Services));
        }
    }

    private void Ended(JobKey key)
    {
        lock (_gate)
        {
            _running.Remove(key);
        }
    }

    private static BackendException NotHere(JobHandle job) => new(
        $"Job '{job.Name}' runs in another process, and an in-process backend cannot reach it. Stop it there.");
}
