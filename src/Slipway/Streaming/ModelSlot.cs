namespace Slipway.Streaming;

/// <summary>The newest model of a job. One thread publishes; any number read, without a lock.</summary>
internal sealed class ModelSlot : IDisposable
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TrainedModel? _current;

    /// <summary>Ends when there is a model, or never will be.</summary>
    public Task First => _first.Task;

    /// <summary>The newest model, to be compared only: it may be disposed at any time.</summary>
    public TrainedModel? Current => Volatile.Read(ref _current);

    /// <summary>Replaces the model and lets go of the one before.</summary>
    public void Publish(TrainedModel model)
    {
        Interlocked.Exchange(ref _current, model)?.Dispose();
        _first.TrySetResult();
    }

    /// <summary>A share of the newest model, which the caller disposes; null when there is none.</summary>
    public TrainedModel? Acquire()
    {
        while (Volatile.Read(ref _current) is { } model)
        {
            // Fails only when a newer one has been published since.
            if (model.TryShare() is { } shared)
            {
                return shared;
            }
        }

        return null;
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref _current, null)?.Dispose();
        _first.TrySetResult();
    }
}
