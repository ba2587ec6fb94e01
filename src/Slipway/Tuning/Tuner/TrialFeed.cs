using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Slipway.Telemetry;

namespace Slipway.Tuning;

/// <summary>Tells everyone who listens what happens to trials: in order, each listener from a picture of the present on.</summary>
internal sealed class TrialFeed(TuningTask task)
{
    private readonly Lock _gate = new();
    private readonly List<Channel<TuningProgress>> _listeners = [];
    private readonly long _started = task.Plan.Services.Clock.GetTimestamp();
    private HyperparameterSearch? _search;
    private int _ended;
    private bool _complete;

    /// <summary>The best completed trial of the search itself by its first objective, the earliest of equals.</summary>
    public Trial? Best { get; private set; }

    public TimeSpan Elapsed => task.Plan.Services.Clock.GetElapsedTime(_started);

    public void Begin(HyperparameterSearch search)
    {
        lock (_gate)
        {
            _search = search;
            foreach (var trial in OwnTrials.Of(search.Trials))
            {
                Publish(trial);
            }
        }
    }

    public void Changed(int number)
    {
        lock (_gate)
        {
            var trials = _search!.Trials;
            Publish(trials[trials.Count - OwnTrials.Count(trials) + number]);
        }
    }

    public void Complete()
    {
        lock (_gate)
        {
            _complete = true;
            _listeners.ForEach(l => l.Writer.TryComplete());
        }
    }

    public async IAsyncEnumerable<TuningProgress> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<TuningProgress>(new UnboundedChannelOptions { SingleReader = true });
        lock (_gate)
        {
            foreach (var trial in _search is { } search ? OwnTrials.Of(search.Trials) : [])
            {
                channel.Writer.TryWrite(Picture(trial));
            }

            if (_complete)
            {
                channel.Writer.Complete();
            }
            else
            {
                _listeners.Add(channel);
            }
        }

        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return change;
            }
        }
        finally
        {
            lock (_gate)
            {
                _listeners.Remove(channel);
            }
        }
    }

    /// <summary>
    /// Reports every change to a caller's progress, one after the other and outside of all locks, until the end. A progress that throws is told nothing
    /// more, and the search goes on without it.
    /// </summary>
    public async Task ReportAsync(IProgress<TuningProgress> progress)
    {
        var failed = false;
        await foreach (var change in ReadAsync().ConfigureAwait(false))
        {
            try
            {
                if (!failed)
                {
                    progress.Report(change);
                }
            }
            catch (Exception e)
            {
                failed = true;
                LogMessages.ProgressFailed(task.Plan.Services.Loggers.CreateLogger("Slipway.Tuning"), e, task.Name);
            }
        }
    }

    private void Publish(Trial trial)
    {
        if (trial.State != TrialState.Running)
        {
            _ended++;
        }

        if (trial.State == TrialState.Completed)
        {
            var objective = task.Plan.Definition.Objectives[0];
            if (Best is not { } best || objective.IsBetter(trial.Values[0], best.Values[0])
                || (trial.Values[0] == best.Values[0] && trial.Number < best.Number))
            {
                Best = trial;
            }
        }

        var change = Picture(trial);
        _listeners.ForEach(l => l.Writer.TryWrite(change));
    }

    private TuningProgress Picture(Trial trial) => new(trial, Best, _ended, task.Plan.Settings.MaxTrials, Elapsed);
}
