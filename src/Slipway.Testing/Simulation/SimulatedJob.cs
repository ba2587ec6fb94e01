using Slipway.Jobs;

namespace Slipway.Testing;

/// <summary>A job of a <see cref="SimulatedBackend"/>: its events so far, and those to come. Guarded by the backend's gate.</summary>
internal sealed class SimulatedJob(TrainingJobSpec spec, SimulatedTraining training, DateTimeOffset now, long order)
{
    private readonly List<JobEvent> _events = [];
    private int _reported;

    public string Name => spec.Name;

    /// <summary>Breaks ties between jobs whose next events fall together.</summary>
    public long Order { get; } = order;

    public JobStatus Status { get; private set; } = new() { State = JobState.Running, CreatedAt = now, StartedAt = now, Attempts = 1 };

    public DateTimeOffset NextTime { get; private set; } = now + training.StepDuration;

    public bool StopRequested { get; set; }

    public IReadOnlyList<JobEvent> Events => _events;


    /// <summary>Whether the watcher waits for more than there is.</summary>
    public bool IsAwaited { get; set; }

    /// <summary>Set when something happens; replaced each time.</summary>
    public TaskCompletionSource Changed { get; private set; } = NewSource();

    /// <summary>Does what falls due at <see cref="NextTime"/>.</summary>
    public void Advance()
    {
        if (!StopRequested && _reported < training.Values.Count)
        {
            var metric = spec.Algorithm.Describe().Metrics.FirstOrDefault(m => m.Name == training.Metric)
                ?? throw new InvalidOperationException($"{spec.Algorithm.Describe().Id} declares no metric '{training.Metric}'.");
            _reported++;
            _events.Add(new MetricEvent(_events.Count, new TrainingMetric(metric.Name, training.Values[_reported - 1], metric.Direction, _reported, NextTime)));
            if (_reported < training.Values.Count)
            {
                NextTime += training.StepDuration;
                Wake();
                return;
            }
        }

        End(StopRequested ? JobState.Stopped : training.Failure is null ? JobState.Completed : JobState.Failed, training.Failure, NextTime);
    }

    public void End(JobState state, string? reason, DateTimeOffset time)
    {
        if (Status.IsTerminal)
        {
            return;
        }

        Status = Status with { State = state, Reason = reason, EndedAt = time };
        _events.Add(new StatusEvent(_events.Count, Status));
        Wake();
    }

    private void Wake()
    {
        IsAwaited = false;
        var changed = Changed;
        Changed = NewSource();
        changed.SetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
