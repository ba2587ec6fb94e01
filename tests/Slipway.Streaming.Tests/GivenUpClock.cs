namespace Slipway.Streaming.Tests;

/// <summary>A clock on which every wait is over as soon as it begins, and which then lets something else happen, before anyone has seen that.</summary>
internal sealed class GivenUpClock : TimeProvider
{
    public Action Afterwards { get; set; } = () => { };

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        callback(state);
        Afterwards();
        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
