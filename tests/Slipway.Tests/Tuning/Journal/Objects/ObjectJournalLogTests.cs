using Slipway.Testing;
using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Journal.Objects;

/// <summary>A store may throw whatever it likes: the journal says that it cannot be written, and stays as it was.</summary>
public class ObjectJournalLogTests
{
    private readonly InMemoryObjectStore _store = new();
    private readonly string _journal = $"memory://box/{Guid.NewGuid():N}";

    [Fact]
    public void Append_GivenErrorOfTheStoresOwnAfterTheObjectArrived_KnowsTheObjectAgain()
    {
        // given
        using var log = Open(TimeProvider.System);
        _store.After = (call, _) => IsSegment(call) ? throw new NotSupportedException("the store's own error") : ValueTask.CompletedTask;
        var first = Assert.Throws<TuningJournalException>(() => log.Append("first\n"u8, JournalDurability.Power));
        _store.After = null;

        // when: the search goes on with something else
        var second = Assert.Throws<TuningJournalException>(() => log.Append("second\n"u8, JournalDurability.Power));

        // then
        Assert.Contains("cannot be written: the store's own error", first.Message, StringComparison.Ordinal);
        Assert.IsType<NotSupportedException>(first.InnerException);
        Assert.Contains("arrived after its writing had been given up", second.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Append_GivenErrorOfTheStoresOwnInTheBackground_WritesTheLineWithTheNext()
    {
        // given
        var clock = new FiredClock();
        using var log = Open(clock);
        _store.Before = (call, _) => IsSegment(call) ? throw new NotSupportedException("the store's own error") : ValueTask.CompletedTask;
        log.Append("waits\n"u8, JournalDurability.Soon);

        // when
        clock.Fire();
        _store.Before = null;
        log.Append("does not\n"u8, JournalDurability.Power);

        // then
        Assert.Equal("waits\ndoes not\n".Length, Length());
    }

    private static bool IsSegment(ObjectStoreCall call) =>
        call.Operation == ObjectStoreOperation.Commit && call.Uri.AbsolutePath.Contains("/segments/", StringComparison.Ordinal);

    private long Length() => _store.ListAsync(new Uri(_journal + "/segments/"), TestContext.Current.CancellationToken)
        .ToBlockingEnumerable(TestContext.Current.CancellationToken).Sum(o => o.Size);

    private ObjectJournalLog Open(TimeProvider clock)
    {
        var log = ObjectJournalLog.Open(_journal, SlipwayServices.Default.AddStore(_store), clock);
        log.ReadInto(new JournalScanner(_journal));
        return log;
    }

    /// <summary>Calls timers of the journal when the test says so, on its thread.</summary>
    private sealed class FiredClock : TimeProvider
    {
        private Action _fire = () => { };

        public void Fire() => _fire();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (state is ObjectJournalLog)
            {
                _fire = () => callback(state);
            }

            return base.CreateTimer(callback, state, state is ObjectJournalLog ? Timeout.InfiniteTimeSpan : dueTime, period);
        }
    }
}
