using Slipway.Tuning;

namespace Slipway;

/// <summary>A search that runs, or ran. Thread-safe. Disposing it cancels the search if it still runs, and waits until its trials have let go.</summary>
public sealed class TuningJob : IAsyncDisposable
{
    private readonly TuningRun _run;

    private TuningJob(TuningTask task, IProgress<TuningProgress>? progress)
    {
        Name = task.Name;
        _run = new TuningRun(task, progress);
        Completion = Task.Run(_run.RunAsync);
    }

    /// <summary>Name of the search; its trials' jobs are <c>&lt;name&gt;-&lt;number&gt;</c>.</summary>
    public string Name { get; }

    /// <summary>
    /// Every trial so far as it is now, then every change as it happens (a trial begins, reports, ends); ends, without throwing, when the search has
    /// ended. Each enumeration begins anew.
    /// </summary>
    public IAsyncEnumerable<TuningProgress> Progress => _run.Feed.ReadAsync();

    /// <summary>The result, when the search has ended.</summary>
    /// <exception cref="TuningFailedException">No trial was completed, or too many failed in a row.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public Task<TuningResult> Completion { get; }

    /// <summary>
    /// Asks the search to end now: running trials are cut off within one batch, and <see cref="Completion"/> gives the best of those that were completed.
    /// With a journal the search can go on later, cut-off trials from their last checkpoints.
    /// </summary>
    public void Stop() => _run.Stop(TuningStopReason.Stopped);

    /// <summary>Ends the search without a result: as <see cref="Stop"/>, but <see cref="Completion"/> is cancelled.</summary>
    public void Cancel() => _run.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Cancel();
        await ((Task)Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    internal static TuningJob Start(TuningTask task, IProgress<TuningProgress>? progress) => new(task, progress);
}
