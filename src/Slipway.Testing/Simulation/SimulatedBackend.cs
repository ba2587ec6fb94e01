using System.Runtime.CompilerServices;
using Slipway.Backends;
using Slipway.Jobs;

namespace Slipway.Testing;

/// <summary>
/// A backend whose jobs train nothing: each does what a function says, in virtual time, so that a search of many hours runs in milliseconds.
/// </summary>
/// <remarks>
/// Time moves when every slot waits: when <c>slots</c> jobs run and the watcher of each has taken all of its events; or, at the end of a search, when the
/// watchers of all running jobs wait and nothing has been submitted for a moment of real time. Jobs write no files and have no models. Of a job
/// whose end was watched only the status is kept. Thread-safe; one watcher a job.
/// </remarks>
public sealed class SimulatedBackend : IComputeBackend
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(20);

    private readonly Func<TrainingJobSpec, SimulatedTraining> _train;
    private readonly int _slots;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SimulatedJob> _jobs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JobStatus> _ended = new(StringComparer.Ordinal);
    private long _submitted;

    /// <summary>A backend.</summary>
    /// <param name="train">What a job does; called once a job, by one thread at a time.</param>
    /// <param name="slots">Jobs that run at once while a search is in full swing (its maximum of parallel trials); at least 1.</param>
    /// <param name="clock">The clock that it moves; default: a new one.</param>
    public SimulatedBackend(Func<TrainingJobSpec, SimulatedTraining> train, int slots = 1, VirtualClock? clock = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        _train = train;
        _slots = slots;
        Clock = clock ?? new VirtualClock();
    }

    /// <summary>The clock that the jobs move. Give it to <see cref="SlipwayServices.WithClock"/> too.</summary>
    public VirtualClock Clock { get; }

    /// <summary>Jobs submitted so far.</summary>
    public long Submitted => Interlocked.Read(ref _submitted);

    /// <summary>Metric values reported so far: the work that a pruner saves.</summary>
    public long Reported { get; private set; }

    /// <inheritdoc/>
    public ValueTask<JobHandle> SubmitAsync(TrainingJobSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!_ended.ContainsKey(spec.Name) && !_jobs.ContainsKey(spec.Name))
            {
                _jobs.Add(spec.Name, new SimulatedJob(spec, _train(spec), Clock.GetUtcNow(), _submitted++));
            }

            return new ValueTask<JobHandle>(new JobHandle(spec.Name, Path.Combine(spec.Output, spec.Name)));
        }
    }

    /// <inheritdoc/>
    public ValueTask<JobStatus> GetStatusAsync(JobHandle job, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return new ValueTask<JobStatus>(_ended.GetValueOrDefault(job.Name) ?? Find(job).Status);
        }
    }

    /// <inheritdoc/>
    public ValueTask StopAsync(JobHandle job, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (TryFind(job) is { } running)
            {
                running.StopRequested = true;
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask TerminateAsync(JobHandle job, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            TryFind(job)?.End(JobState.Cancelled, "cancelled", Clock.GetUtcNow());
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JobEvent> WatchAsync(
        JobHandle job, long fromPosition = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        SimulatedJob? watched;
        JobStatus? ended;
        lock (_gate)
        {
            watched = _ended.TryGetValue(job.Name, out ended) ? null : Find(job);
        }

        if (watched is null)
        {
            yield return new StatusEvent(0, ended!);
            yield break;
        }

        for (var next = (int)fromPosition; ;)
        {
            JobEvent? e = null;
            Task changed;
            lock (_gate)
            {
                changed = watched.Changed.Task;
                if (next < watched.Events.Count)
                {
                    e = watched.Events[next++];
                }
                else
                {
                    watched.IsAwaited = true;
                }
            }

            if (e is not null)
            {
                yield return e;
                if (e is StatusEvent { Status.IsTerminal: true })
                {
                    Forget(watched);
                    yield break;
                }

                continue;
            }

            await MoveAsync(changed, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType) => null;

    /// <summary>Moves time if all wait; else waits for whoever is still at work.</summary>
    private async Task MoveAsync(Task changed, CancellationToken cancellationToken)
    {
        while (!changed.IsCompleted)
        {
            var before = Submitted;
            if (!TryAdvance(full: true))
            {
                await Task.WhenAny(changed, Task.Delay(Grace, cancellationToken)).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                if (!changed.IsCompleted && before == Submitted)
                {
                    TryAdvance(full: false);
                }
            }
        }
    }

    private bool TryAdvance(bool full)
    {
        SimulatedJob? next;
        lock (_gate)
        {
            var running = _jobs.Values.Where(j => !j.Status.IsTerminal).ToList();
            if ((full && running.Count < _slots) || running.Exists(j => !j.IsAwaited))
            {
                return false;
            }

            next = running.MinBy(j => (j.NextTime, j.Order));
        }

        if (next is null)
        {
            return false;
        }

        Clock.AdvanceTo(next.NextTime);
        lock (_gate)
        {
            if (next.Status.IsTerminal || !next.IsAwaited)
            {
                return true;
            }

            var before = next.Events.Count;
            next.Advance();
            Reported += next.Events.Skip(before).Count(e => e is MetricEvent);
            return true;
        }
    }

    private void Forget(SimulatedJob job)
    {
        lock (_gate)
        {
            _jobs.Remove(job.Name);
            _ended[job.Name] = job.Status;
        }
    }

    private SimulatedJob? TryFind(JobHandle job) => _jobs.GetValueOrDefault(job.Name);

    private SimulatedJob Find(JobHandle job) => TryFind(job)
        ?? throw new BackendException($"There is no simulated job '{job.Name}': it was never submitted.");
}
