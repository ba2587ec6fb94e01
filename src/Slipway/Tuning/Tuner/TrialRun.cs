using System.Runtime.ExceptionServices;
using Slipway.Backends;
using Slipway.Jobs;

namespace Slipway.Tuning;

/// <summary>One trial's training job: started, watched, reported to the search, and ended when the pruner says so.</summary>
internal sealed class TrialRun(TuningTask task, HyperparameterSearch search, SharedData data, Action<int> changed, Trial trial)
{
    private readonly List<TrainingMetric> _metrics = [];
    private int _lastStep;
    private string? _pruned;
    private ExceptionDispatchInfo? _broken;

    /// <summary>Runs the job to its end.</summary>
    /// <param name="cutOff">Ends the job at once; the trial then stays unfinished.</param>
    /// <exception cref="Exception">The search could not take a report (its journal cannot be written).</exception>
    public async Task<TrialOutcome> RunAsync(CancellationToken cutOff)
    {
        var backend = task.SettingsOf(trial).Backend;
        var live = backend.GetService(typeof(ILiveJobs)) as ILiveJobs;
        try
        {
            return await SubmitAsync(backend, live, cutOff).ConfigureAwait(false);
        }
        catch (Exception) when (_broken is null && cutOff.IsCancellationRequested)
        {
            return TrialOutcome.CutOff;
        }
        catch (Exception e) when (_broken is null)
        {
            return TrialOutcome.Failed(e.Message);
        }
    }

    private async Task<TrialOutcome> SubmitAsync(IComputeBackend backend, ILiveJobs? live, CancellationToken cutOff)
    {
        var spec = task.SpecOf(trial) with { Search = search.Id };
        var handle = await backend.SubmitAsync(
            live is null ? spec : spec with { OnMetric = Observe, SharedData = data }, cutOff).ConfigureAwait(false);
        try
        {
            var status = await WatchAsync(backend, handle, observe: live is null, cutOff).ConfigureAwait(false);
            _broken?.Throw();
            return OutcomeOf(status, cutOff.IsCancellationRequested);
        }
        finally
        {
            live?.Release(handle);
        }
    }

    private async Task<JobStatus?> WatchAsync(IComputeBackend backend, JobHandle handle, bool observe, CancellationToken cutOff)
    {
        await using var ending = cutOff.UnsafeRegister(_ => _ = backend.TerminateAsync(handle, CancellationToken.None).AsTask(), null).ConfigureAwait(false);
        JobStatus? status = null;
        await foreach (var e in backend.WatchAsync(handle, 0, CancellationToken.None).ConfigureAwait(false))
        {
            if (e is StatusEvent { Status: var now })
            {
                status = now;
            }
            else if (e is MetricEvent { Metric: var metric })
            {
                if (task.Plan.Definition.Objectives.Any(o => o.Metric == metric.Name))
                {
                    _metrics.Add(metric);
                }

                if (observe && Observe(metric) is not null)
                {
                    await backend.TerminateAsync(handle, CancellationToken.None).ConfigureAwait(false);
                }
            }
        }

        return status;
    }

    /// <summary>Reports a metric, on the job's own thread where it runs in this process; a reason ends the job.</summary>
    private string? Observe(TrainingMetric metric)
    {
        if (metric.Name != task.Plan.Definition.Objectives[0].Metric || metric.Epoch <= _lastStep || !double.IsFinite(metric.Value) || _pruned is not null)
        {
            return null;
        }

        _lastStep = metric.Epoch;
        try
        {
            _pruned = search.Report(trial.Number, metric.Epoch, metric.Value);
        }
        catch (Exception e) when (_broken is null)
        {
            _broken = ExceptionDispatchInfo.Capture(e);
            return $"The search cannot go on: {e.Message}";
        }

        changed(trial.Number);
        return _pruned;
    }

    private TrialOutcome OutcomeOf(JobStatus? status, bool cutOff) => (_pruned, status?.State) switch
    {
        ({ } reason, _) => TrialOutcome.Pruned(reason),
        (_, JobState.Completed or JobState.Stopped) => TrialOutcome.Of(task.Plan.Definition.Objectives, _metrics, status!.ModelEpoch),
        (_, JobState.Cancelled or JobState.Failed) when cutOff => TrialOutcome.CutOff,
        (_, JobState.Cancelled) => TrialOutcome.Failed("Its job was cancelled by someone else."),
        _ => TrialOutcome.Failed(status?.Reason ?? "Its job ended without a status."),
    };
}
