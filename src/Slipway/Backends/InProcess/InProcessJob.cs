using Slipway.Jobs;

namespace Slipway.Backends;

/// <summary>A job on its own thread.</summary>
internal sealed class InProcessJob : IDisposable
{
    private readonly TrainingJobSpec _spec;
    private readonly TrainingRun _run;
    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource<JobOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private InProcessJob(TrainingJobSpec spec, TrainingRun run)
    {
        _spec = spec;
        _run = run;
    }

    public JobEventLog Events => _run.Events;

    public JobStatus Status => _run.Status;

    public Task<JobOutcome> Outcome => _outcome.Task;

    /// <summary>Takes the job's directory; the first thing that can fail fails here, before a thread exists.</summary>
    public static InProcessJob Create(TrainingJobSpec spec, string root) => new(spec, TrainingRun.Open(spec, root));

    public void Start()
    {
        var thread = new Thread(Run, maxStackSize: 16 * 1024 * 1024) { IsBackground = true, Name = $"slipway {_spec.Name}" };
        thread.Start();
    }

    public void RequestStop() => _run.RequestStop();

    public void Cancel()
    {
        if (!_outcome.Task.IsCompleted)
        {
            _cancel.Cancel();
        }
    }

    public void Dispose()
    {
        _cancel.Dispose();
        if (_outcome.Task.IsCompletedSuccessfully)
        {
            _outcome.Task.Result.Model?.Dispose();
        }
    }

    public void RequireSame(TrainingJobSpec spec) => TrainingRun.RequireSame(_spec.Identity(), spec);

    private void Run()
    {
        var outcome = Execute();
        _outcome.SetResult(outcome);
        _run.PublishEnd(outcome.Status);
    }

    /// <summary>An error that escapes a thread would end the application, so there is none, whatever breaks.</summary>
    private JobOutcome Execute()
    {
        try
        {
            return _run.Execute(_cancel.Token);
        }
#pragma warning disable CA1031 // The thread's boundary.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new JobOutcome(
                _run.Status with { State = JobState.Failed, Reason = e.Message }, null, new TrainingFailedException(_spec.Name, e.Message, innerException: e));
        }
    }
}
