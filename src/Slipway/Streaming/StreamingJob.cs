using Slipway.Streaming;

namespace Slipway;

/// <summary>
/// A model that learns from a stream, on a thread of its own in this process. Thread-safe. Disposing it cancels the job if it still runs (use
/// <see cref="StopAsync"/> to end it well), and lets go of the model; predictors and models that were taken work on.
/// </summary>
public sealed class StreamingJob : IAsyncDisposable
{
    private readonly StreamingRun _run;
    private int _disposed;

    internal StreamingJob(string name, StreamingRun run)
    {
        Name = name;
        _run = run;
    }

    /// <summary>Name of the job.</summary>
    public string Name { get; }

    /// <summary>
    /// Path of the job's directory: <c>training.log</c>, <c>metrics.jsonl</c> (of whole windows), <c>checkpoints</c>, <c>snapshots/rows-&lt;rows&gt;.tar.gz</c>
    /// and <c>snapshots/latest.tar.gz</c>, and, when the job has ended, <c>output/model.tar.gz</c>.
    /// </summary>
    public string JobDirectory => _run.Directory;

    /// <summary>How far the job is. A consistent picture; free of locks.</summary>
    public StreamingProgress Progress => _run.Progress;

    /// <summary>
    /// Every metric, of micro-batches and of windows: the last 4,096 first, then live ones; ends, without throwing, when the job has ended. A reader
    /// that falls further behind loses the oldest.
    /// </summary>
    public IAsyncEnumerable<StreamMetric> Metrics => _run.Metrics.ReadAsync();

    /// <summary>Every drift that was found, in the way of <see cref="Metrics"/>. A drift that stays is found again in each window.</summary>
    public IAsyncEnumerable<DriftDetected> DriftEvents => _run.Drifts.ReadAsync();

    /// <summary>
    /// The last model, when the stream has ended or the job was stopped. The same task every time; the caller disposes the model.
    /// </summary>
    /// <exception cref="TrainingFailedException">The source or the learning failed; the message names the last snapshot.</exception>
    /// <exception cref="OperationCanceledException">The job was cancelled.</exception>
    public Task<TrainedModel> Completion => _run.Completion;

    /// <summary>
    /// The newest model, in a share of the caller's own, which the caller disposes; null before the first. Takes no lock and never waits for the
    /// job's thread.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The job was disposed.</exception>
    public TrainedModel? AcquireCurrentModel()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return _run.Models.Acquire();
    }

    /// <summary>Waits for the first model, and gives the newest.</summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>A share of the caller's own.</returns>
    /// <exception cref="TrainingFailedException">The job failed before there was a model.</exception>
    /// <exception cref="OperationCanceledException">The job was cancelled before there was a model, or the token was.</exception>
    public async Task<TrainedModel> WaitForModelAsync(CancellationToken cancellationToken = default)
    {
        var ended = await Task.WhenAny(_run.Models.First, _run.Completion).WaitAsync(cancellationToken).ConfigureAwait(false);
        return AcquireCurrentModel() ?? (ended == _run.Completion
            ? await CompletedAsync().ConfigureAwait(false)
            : throw new ObjectDisposedException(nameof(StreamingJob)));

        async Task<TrainedModel> CompletedAsync() =>
            (await _run.Completion.ConfigureAwait(false)).TryShare() ?? throw new ObjectDisposedException(nameof(TrainedModel));
    }

    /// <summary>
    /// A predictor that always answers by the newest model: it changes over between two calls, without a lock and without a pause. Waits for the
    /// first model.
    /// </summary>
    /// <typeparam name="TIn">As for <see cref="TrainedModel.CreatePredictor{TIn, TOut}"/>.</typeparam>
    /// <typeparam name="TOut">As for <see cref="TrainedModel.CreatePredictor{TIn, TOut}"/>.</typeparam>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="ArgumentException">The types do not fit the model.</exception>
    public async Task<StreamingPredictor<TIn, TOut>> CreatePredictorAsync<
        [System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(Data.RecordMembers.Accessed)] TIn, TOut>(CancellationToken cancellationToken = default)
    {
        using var model = await WaitForModelAsync(cancellationToken).ConfigureAwait(false);
        return new StreamingPredictor<TIn, TOut>(_run.Models, model.CreatePredictor<TIn, TOut>());
    }

    /// <summary>
    /// Ends the job well: no more rows are read, those that were are learned, a snapshot is made. With positions, a micro-batch that is not full is left
    /// for the next start instead. Returns when the job has ended, however it did; <see cref="Completion"/> tells.
    /// </summary>
    /// <param name="cancellationToken">Stops the waiting, not the job.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        _run.Stop();
        await _run.Completion.WaitAsync(cancellationToken)
            .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Ends the job at once, within one batch of the algorithm: the last snapshot is what stays.</summary>
    public void Cancel() => _run.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        if (!_run.Completion.IsCompleted)
        {
            _run.Cancel();
            await ((Task)_run.Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _run.Dispose();
    }
}
