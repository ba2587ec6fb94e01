namespace Slipway.Testing;

/// <summary>A timer of a <see cref="VirtualClock"/>.</summary>
internal sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
{
    private volatile bool _disposed;

    /// <summary>Ticks at which it fires next; guarded by the clock.</summary>
    public long Due { get; set; }

    /// <summary>Tells an entry that still counts from one that was replaced; guarded by the clock.</summary>
    public long Order { get; set; }

    /// <summary>Time between two firings; guarded by the clock.</summary>
    public TimeSpan Period { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_disposed)
        {
            return false;
        }

        // A period of zero means once, as in System.Threading.Timer.
        clock.Change(this, dueTime, period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period);
        return true;
    }

    public void Fire()
    {
        if (!_disposed)
        {
            callback(state);
        }
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            clock.Change(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
