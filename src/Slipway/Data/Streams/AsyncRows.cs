namespace Slipway.Data;

/// <summary>
/// Steps through an asynchronous enumeration with time limits: a step that has not come in time stays under way and is what the next one waits for,
/// so no row is lost.
/// </summary>
internal sealed class AsyncRows<T>(IAsyncEnumerator<T> rows, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private Task<bool>? _pending;

    public T Current => rows.Current;

    /// <summary>Whether a step was given up waiting for, so that the enumeration may be moving on, or may have moved on, past <see cref="Current"/>.</summary>
    public bool IsUnderWay => _pending is not null;

    /// <summary>The next row.</summary>
    /// <param name="limit">When to give up waiting; null for never.</param>
    /// <param name="stop">Gives up waiting too.</param>
    /// <returns>True when there is one, false at the end, null when the wait was given up.</returns>
    public async ValueTask<bool?> MoveNextAsync(TimeSpan? limit, CancellationToken stop)
    {
        if (_pending is null)
        {
            if (stop.IsCancellationRequested)
            {
                return null;
            }

            var step = rows.MoveNextAsync();
            if (step.IsCompletedSuccessfully)
            {
                return step.Result;
            }

            _pending = step.AsTask();
        }

        try
        {
            await _pending.WaitAsync(limit is { } time ? time : Timeout.InfiniteTimeSpan, clock, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Whether the wait was given up or the step itself ended so, only the step can tell: it may have ended since, and not well.
            if (!_pending.IsCompleted)
            {
                return null;
            }
        }

        var result = await _pending.ConfigureAwait(false);
        _pending = null;
        return result;
    }

    /// <summary>Ends the enumeration. The token that it was opened with must have been cancelled, or the step under way has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_pending is { } pending)
        {
            // An enumerator must not be disposed during a step. One that ignores its token for long is left to itself.
            await ((Task)pending).WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!pending.IsCompleted)
            {
                return;
            }
        }

        await rows.DisposeAsync().ConfigureAwait(false);
    }
}
