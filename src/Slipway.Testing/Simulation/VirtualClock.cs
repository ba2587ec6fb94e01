namespace Slipway.Testing;

/// <summary>A clock that stands still until it is advanced; its timers fire as it passes them. Thread-safe.</summary>
public sealed class VirtualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<VirtualTimer, (long Due, long Order)> _timers = new();
    private DateTimeOffset _now;
    private long _order;

    /// <summary>A clock.</summary>
    /// <param name="start">Where it stands; default: 1 January 2026, UTC.</param>
    public VirtualClock(DateTimeOffset? start = null) => _now = start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on to a moment, firing the timers on the way in order, on the calling thread. No effect for a moment that has passed.</summary>
    /// <param name="moment">The moment.</param>
    public void AdvanceTo(DateTimeOffset moment)
    {
        while (true)
        {
            VirtualTimer? timer;
            lock (_gate)
            {
                if (!_timers.TryPeek(out timer, out var key) || key.Due > moment.UtcTicks)
                {
                    _now = moment > _now ? moment : _now;
                    return;
                }

                _timers.Dequeue();
                if (timer.Due != key.Due || timer.Order != key.Order)
                {
                    continue; // changed or disposed since
                }

                _now = new DateTimeOffset(Math.Max(key.Due, _now.UtcTicks), TimeSpan.Zero);
                Schedule(timer, timer.Period);
            }

            timer.Fire();
        }
    }

    internal void Change(VirtualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            timer.Period = period;
            Schedule(timer, dueTime);
        }
    }

    private void Schedule(VirtualTimer timer, TimeSpan delay)
    {
        timer.Due = long.MaxValue;
        timer.Order = _order++;
        if (delay != Timeout.InfiniteTimeSpan && (delay > TimeSpan.Zero || timer.Period != delay))
        {
            timer.Due = _now.UtcTicks + delay.Ticks;
            _timers.Enqueue(timer, (timer.Due, timer.Order));
        }
    }
}
