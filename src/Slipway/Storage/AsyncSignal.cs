namespace Slipway.Storage;

/// <summary>Wakes one waiting loop. Setting it twice before the loop looks counts once.</summary>
internal sealed class AsyncSignal
{
    private TaskCompletionSource _set = Create();

    public void Set() => Volatile.Read(ref _set).TrySetResult();

    /// <summary>Waits until it is set, or so long. What was set before this returns is taken off; what is set later wakes the next wait.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider clock, CancellationToken cancellationToken)
    {
        using (var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            await Task.WhenAny(_set.Task, Task.Delay(longest, clock, over.Token)).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_set.Task.IsCompleted)
        {
            Interlocked.Exchange(ref _set, Create());
        }
    }

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
