using System.Diagnostics.CodeAnalysis;
using Slipway.Jobs;
using Slipway.Storage;
using Slipway.Telemetry;

namespace Slipway.Tuning;

/// <summary>The loop of a search: asks, runs trials, tells, until there is a reason to end.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A token source without a timer holds nothing of the system, and late cancellers may still use it.")]
internal sealed class TuningRun(TuningTask task, IProgress<TuningProgress>? progress)
{
    private readonly TrialFeed _feed = new(task);
    private readonly TrialModels _models = new(task);
    private readonly CancellationTokenSource _cutOff = new();
    private readonly CancellationTokenSource _opening = new();
    private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _running = [];
    private volatile bool _cancelled;
    private int _reason = -1;
    private int _failures;

    public TrialFeed Feed => _feed;

    /// <summary>Ends the search with what it has.</summary>
    public void Stop(TuningStopReason reason)
    {
        Interlocked.CompareExchange(ref _reason, (int)reason, -1);
        _ending.TrySetResult();
    }

    /// <summary>Ends the search without a result.</summary>
    public void Cancel()
    {
        _cancelled = true;
        _opening.Cancel();
        _ending.TrySetResult();
    }

    /// <summary>Searches to the end.</summary>
    public async Task<TuningResult> RunAsync()
    {
        using var activity = SlipwayTelemetry.Source.StartActivity("slipway.tuning");
        activity?.SetTag("slipway.tuning", task.Name);
        using var spill = new SpillFolder(task);
        using var data = new SharedData(task.Plan.Spaces.Max(s => s.Settings.MemoryOfJob), spill.Path);
        using var models = _models;
        var reporting = progress is null ? Task.CompletedTask : _feed.ReportAsync(progress);
        try
        {
            using var search = await TuningSearch.OpenAsync(task, _opening.Token).ConfigureAwait(false);
            spill.DeleteThoseOfKilledProcesses();
            await RefuseJobsOfOthersAsync(search).ConfigureAwait(false);
            using var timer = StartTimer();
            return await LoopAsync(search, data).ConfigureAwait(false);
        }
        finally
        {
            _feed.Complete();
            await reporting.ConfigureAwait(false);
        }
    }

    private ITimer? StartTimer() => task.Plan.Settings.MaxRuntime is { } limit
        ? task.Plan.Services.Clock.CreateTimer(_ => Stop(TuningStopReason.MaxRuntime), null, limit, Timeout.InfiniteTimeSpan)
        : null;

    private async Task<TuningResult> LoopAsync(HyperparameterSearch search, SharedData data)
    {
        _feed.Begin(search);
        await _models.BeginAsync(OwnTrials.Of(search.Trials).Where(t => t.State != TrialState.Running), Front(search)).ConfigureAwait(false);
        var interrupted = new Queue<Trial>(OwnTrials.Of(search.Trials).Where(t => t.State == TrialState.Running));
        var parallel = task.ParallelTrials;
        try
        {
            _failures = OwnTrials.Of(search.Trials).Where(t => t.State != TrialState.Running).OrderBy(t => t.Ended).Reverse().TakeWhile(t => t.State == TrialState.Failed).Count();
            ApplyRules(search);
            while (!_ending.Task.IsCompleted)
            {
                while (_running.Count < parallel && Next(search, interrupted) is { } trial)
                {
                    _feed.Changed(trial.Number);
                    _running.Add(Task.Run(() => RunTrialAsync(search, data, trial)));
                }

                if (_running.Count == 0)
                {
                    Stop(OwnTrials.Count(search.Trials) >= task.Plan.Settings.MaxTrials ? TuningStopReason.MaxTrials : TuningStopReason.SpaceExhausted);
                    break;
                }

                await Task.WhenAny([.. _running, _ending.Task]).ConfigureAwait(false);
                await CollectAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await _cutOff.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await CollectAsync().ConfigureAwait(false);
        return Result(search);
    }

    /// <summary>Lets go of trials that have ended, and throws what made one of them end the whole search.</summary>
    private async Task CollectAsync()
    {
        foreach (var ended in _running.Where(t => t.IsCompleted).ToList())
        {
            _running.Remove(ended);
            await ended.ConfigureAwait(false);
        }
    }

    /// <summary>The next trial: one that an earlier process left unfinished, or a new one; null when there is none now.</summary>
    private Trial? Next(HyperparameterSearch search, Queue<Trial> interrupted)
    {
        if (_ending.Task.IsCompleted)
        {
            return null;
        }

        if (interrupted.TryDequeue(out var trial))
        {
            return search.Restart(trial.Number);
        }

        return OwnTrials.Count(search.Trials) < task.Plan.Settings.MaxTrials ? search.Ask(t => task.JobNameOf(t.Number)) : null;
    }

    private async Task RunTrialAsync(HyperparameterSearch search, SharedData data, Trial trial)
    {
        var outcome = await new TrialRun(task, search, data, _feed.Changed, trial).RunAsync(_cutOff.Token).ConfigureAwait(false);
        if (outcome.State == TrialState.Running)
        {
            return;
        }

        var ended = outcome.State switch
        {
            TrialState.Completed => search.Tell(trial.Number, outcome.Values),
            TrialState.Pruned => search.TellPruned(trial.Number, outcome.Reason!),
            _ => search.TellFailed(trial.Number, outcome.Reason!),
        };
        var failures = CountFailure(ended);
        _feed.Changed(trial.Number);
        await _models.TidyAsync(ended, () => Front(search)).ConfigureAwait(false);
        if (failures >= task.Plan.Settings.MaxConsecutiveFailures)
        {
            _ending.TrySetResult();
            throw new TuningFailedException(
                FormattableString.Invariant($"The search '{task.Name}' ended because {failures} trials in a row failed (WithMaxConsecutiveFailures). First causes:"),
                [.. OwnTrials.Of(search.Trials)], _feed.Best is not null ? Result(search) : null);
        }

        ApplyRules(search);
    }

    /// <summary>Failures in a row, this one included; 0 when the trial did not fail.</summary>
    private int CountFailure(Trial ended)
    {
        if (ended.State == TrialState.Failed)
        {
            return Interlocked.Increment(ref _failures);
        }

        Volatile.Write(ref _failures, 0);
        return 0;
    }

    private void ApplyRules(HyperparameterSearch search)
    {
        if (StoppingRules.Find(task.Plan.Settings, OwnTrials.Of(search.Trials)) is { } reason)
        {
            Stop(reason);
        }
    }

    private TuningResult Result(HyperparameterSearch search)
    {
        if (_cancelled)
        {
            throw new OperationCanceledException($"The search '{task.Name}' was cancelled.");
        }

        var reason = _reason < 0 ? TuningStopReason.Stopped : (TuningStopReason)_reason;
        IReadOnlyList<Trial> trials = [.. OwnTrials.Of(search.Trials)];
        if (_feed.Best is not { } best)
        {
            throw new TuningFailedException(
                trials.Any(t => t.State != TrialState.Running)
                    ? $"The search '{task.Name}' ended ({reason}) without a completed trial. First causes:"
                    : $"The search '{task.Name}' ended ({reason}) before its first trial did." + (reason == TuningStopReason.SpaceExhausted ? " The sampler had nothing to propose." : " Give it more time."),
                trials);
        }

        return new TuningResult(task, trials, best, search.ParetoFront, reason, _feed.Elapsed);
    }

    /// <summary>Says at once, and not trial by trial, that the jobs of another search have the names that this one's would get.</summary>
    private async Task RefuseJobsOfOthersAsync(HyperparameterSearch search)
    {
        var next = OwnTrials.Count(search.Trials);
        foreach (var settings in task.Plan.Spaces.Select(s => s.Settings).DistinctBy(s => s.Output, StringComparer.Ordinal))
        {
            var directory = JobLocation.Of(settings.Output, task.JobNameOf(next));
            var job = LocalPath.TryGet(directory, out _)
                ? JobDirectory.ReadJob(directory)
                : await StoredJobFolder.At(directory, settings.Services).ReadJobAsync(_opening.Token).ConfigureAwait(false);
            if (job is not null && job["identity"]?["search"]?.ToString() != search.Id)
            {
                throw new TuningException([
                    $"{directory} is the job of another search named '{task.Name}'. Choose another name by WithName or another " +
                    "folder by WithOutput, give the journal of that search to go on with it, or delete its jobs."]);
            }
        }
    }

    private IReadOnlyList<Trial> Front(HyperparameterSearch search) => task.Plan.Definition.Objectives.Count == 1
        ? search.Best is { } best ? [best] : []
        : search.ParetoFront;
}
