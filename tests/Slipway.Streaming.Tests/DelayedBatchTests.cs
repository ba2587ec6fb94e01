using System.Globalization;

namespace Slipway.Streaming.Tests;

public class DelayedBatchTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromHours(1);
    private readonly GivenUpClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Position_GivenStepThatOutlastsTheDelay_IsNotAskedForDuringIt()
    {
        // given
        var source = new SteppedSource { IsStrict = true };
        await using var reader = DataChannel.FromStream(source).Stream!.OpenStream(null, _clock, Token);
        var reading = reader.ReadAsync(100, Delay, Token).AsTask();

        // when: the step after the first row stays under way
        source.Give();
        var first = await reading;

        // then
        Assert.Equal(1, first!.Batch.Length);
        Assert.Equal("1", first.Position);

        // when: it ends during the next batch
        reading = reader.ReadAsync(100, Delay, Token).AsTask();
        source.Give();
        var second = await reading;

        // then
        Assert.Equal(1, second!.Batch.Length);
        Assert.Equal("2", second.Position);
        source.Give();
    }

    [Fact]
    public async Task Position_GivenStepsThatEndAfterTheDelay_CountsTheRowsThatWereGiven()
    {
        // given: waits are given up; of two rows in three the row comes just before that is seen, else only when the position is asked for
        var source = new SteppedSource();
        await using var reader = DataChannel.FromStream(source).Stream!.OpenStream(null, _clock, Token);
        var waits = 0;
        _clock.Afterwards = () =>
        {
            if (++waits % 3 != 0)
            {
                source.Give();
            }
        };
        var given = 0L;
        var lengths = new HashSet<int>();

        for (var batch = 0; batch < 200; batch++)
        {
            // when
            var reading = reader.ReadAsync(7, Delay, Token).AsTask();
            source.Give();
            var rows = await reading;

            // then
            given += rows!.Batch.Length;
            lengths.Add(rows.Batch.Length);
            Assert.Equal(given, long.Parse(rows.Position!, CultureInfo.InvariantCulture));
        }

        Assert.NotEqual([1], lengths);
        source.Give();
    }

    [Fact]
    public async Task ReadAsync_GivenErrorAsTheDelayEnds_IsTheError()
    {
        // given
        var source = new SteppedSource();
        await using var reader = DataChannel.FromStream(source).Stream!.OpenStream(null, _clock, Token);
        _clock.Afterwards = () => source.Fail(new IOException("the broker is gone"));

        // when
        var reading = reader.ReadAsync(100, Delay, Token).AsTask();
        source.Give();
        var error = await Assert.ThrowsAsync<IOException>(() => reading);

        // then
        Assert.Equal("the broker is gone", error.Message);
    }
}
