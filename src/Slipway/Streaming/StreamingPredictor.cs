using Slipway.Streaming;

namespace Slipway;

/// <summary>
/// Answers by the newest model of a <see cref="StreamingJob"/>. Thread-safe without locks: a call reads one reference, and the first one after a new
/// model has come makes the change. Works on with the last model when the job has ended.
/// </summary>
/// <typeparam name="TIn">A raw row.</typeparam>
/// <typeparam name="TOut">The answer.</typeparam>
public sealed class StreamingPredictor<TIn, TOut> : IPredictor<TIn, TOut>, IDisposable
{
    private readonly ModelSlot _models;
    private Held? _held;

    internal StreamingPredictor(ModelSlot models, Predictor<TIn, TOut> predictor)
    {
        _models = models;
        _held = new Held(null, predictor);
    }

    /// <summary>The answer for one row.</summary>
    /// <param name="input">The raw row.</param>
    /// <exception cref="ArgumentException">As for <see cref="Predictor{TIn, TOut}.Predict(TIn)"/>.</exception>
    /// <exception cref="ObjectDisposedException">The predictor was disposed.</exception>
    public TOut Predict(TIn input)
    {
        while (true)
        {
            var held = Newest();
            try
            {
                return held.Predictor.Predict(input);
            }
            catch (ObjectDisposedException) when (!ReferenceEquals(held, Volatile.Read(ref _held)) && Volatile.Read(ref _held) is not null)
            {
                // Another thread has changed over to a newer model in between; nothing has been answered yet.
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<TOut> PredictAsync(TIn input, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TOut>(cancellationToken);
        }

        try
        {
            return ValueTask.FromResult(Predict(input));
        }
        catch (Exception error)
        {
            return ValueTask.FromException<TOut>(error); // the error is the task's, whatever it is
        }
    }

    /// <summary>Lets go of the model once the calls under way have ended.</summary>
    public void Dispose() => Interlocked.Exchange(ref _held, null)?.Predictor.Dispose();

    private Held Newest()
    {
        while (true)
        {
            var held = Volatile.Read(ref _held) ?? throw new ObjectDisposedException(nameof(StreamingPredictor<,>));
            var newest = _models.Current;
            if (newest is null || ReferenceEquals(newest, held.Model))
            {
                return held;
            }

            if (newest.TryRenew(held.Predictor) is not { } renewed)
            {
                continue; // a newer one has been published since
            }

            var next = new Held(newest, renewed);
            if (ReferenceEquals(Interlocked.CompareExchange(ref _held, next, held), held))
            {
                held.Predictor.Dispose();
                return next;
            }

            renewed.Dispose();
        }
    }

    private sealed record Held(TrainedModel? Model, Predictor<TIn, TOut> Predictor);
}
