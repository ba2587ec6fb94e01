using System.Diagnostics.CodeAnalysis;
using Slipway.Jobs;

namespace Slipway.Backends;

/// <summary>A job on its own thread.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A token source without a timer holds nothing of the system, and late cancellers may still use it.")]
internal sealed class InProcessJob
{
    /// <summary>
    /// How long a cancelled job may take to notice. After that its waiters are let go, while the thread goes on until its source returns: nothing in
    /// .NET can end a thread that waits for someone else's data.
    /// </summary>
    private static readonly TimeSpan CancelGrace = TimeSpan.FromSeconds(1);

    private readonly TrainingJobSpec _spec;
    private readonly TrainingRun _run;
    private readonly Action _ended;
    private readonly CancellationTokenSource _cancel = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<JobOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _owners;

    private InProcessJob(TrainingJobSpec spec, TrainingRun run, Action ended)
    {
        _spec = spec;
        _run = run;
        _ended = ended;
    }

    public JobEventLog Events => _run.Events;

    public JobStatus Status => _run.Status;

    public Task<JobOutcome> Outcome => _outcome.Task;

    /// <summary>Whether it was cancelled; it may take a while to notice.</summary>
    public bool IsCancelled => _cancel.IsCancellationRequested;

    /// <summary>Completes when the job's thread has let go of its directory, so that another may take it.</summary>
    public Task Left => _left.Task;

    /// <summary>A job whose directory is taken; what can fail has failed by then, before a thread exists.</summary>
    /// <param name="spec">The job.</param>
    /// <param name="run">Its run, with the directory.</param>
    /// <param name="ended">Called when the thread has let go of the directory.</param>
    public static InProcessJob Create(TrainingJobSpec spec, TrainingRun run, Action ended) => new(spec, run, ended);

    public void Start()
    {
        var thread = new Thread(Run, maxStackSize: 16 * 1024 * 1024) { IsBackground = true, Name = $"slipway {_spec.Name}" };
        thread.Start();
    }

    public void RequestStop() => _run.RequestStop();

    public void Cancel()
    {
        if (_outcome.Task.IsCompleted)
        {
            return;
        }

        _cancel.Cancel();
        _ = LetWaitersGoAsync();
    }

    public void RequireSame(TrainingJobSpec spec) => TrainingRun.RequireSame(_spec.Identity(), spec);

    public void AddOwner()
    {
        lock (_gate)
        {
            _owners++;
        }
    }

    /// <summary>The last owner to go cancels the job, or lets go of its model.</summary>
    public void ReleaseOwner()
    {
        lock (_gate)
        {
            if (--_owners > 0)
            {
                return;
            }
        }

        if (_outcome.Task.IsCompletedSuccessfully)
        {
            _outcome.Task.Result.Model?.Dispose();
        }
        else
        {
            Cancel();
        }
    }

    private void Run()
    {
        var outcome = Execute();
        _ended();
        _left.SetResult();
        bool wanted;
        lock (_gate)
        {
            wanted = _outcome.TrySetResult(outcome) && _owners > 0;
        }

        if (!wanted)
        {
            outcome.Model?.Dispose();
        }

        _run.PublishEnd(outcome.Status);
    }

    private async Task LetWaitersGoAsync()
    {
        await Task.WhenAny(_outcome.Task, Task.Delay(CancelGrace, _spec.Services.Clock)).ConfigureAwait(false);
        var status = _run.Status with { State = JobState.Cancelled, Reason = "cancelled by the caller; its thread still waits for its source" };
        if (_outcome.TrySetResult(new JobOutcome(status, null, null)))
        {
            _run.PublishEnd(status);
        }
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
