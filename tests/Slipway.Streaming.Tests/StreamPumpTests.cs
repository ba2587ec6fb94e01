using Slipway.Streaming;
using Slipway.TestProcess;

namespace Slipway.Streaming.Tests;

public class StreamPumpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DisposeAsync_GivenStopThatComesAfterIt_LeavesNothingForItToFail()
    {
        // given
        using var stop = new CancellationTokenSource();
        var pump = Pump(5_000, stop.Token);
        using (var rows = pump.Take(Token)!.Batch)
        {
            Assert.Equal(100, rows.Length);
        }

        // when
        await pump.DisposeAsync();
        await stop.CancelAsync();

        // then
        Assert.True(stop.IsCancellationRequested);
    }

    [Fact]
    public async Task Take_GivenStop_GivesWhatHasBeenReadAndEnds()
    {
        // given: room for two micro-batches, and no more
        using var stop = new CancellationTokenSource();
        await using var pump = Pump(5_000, stop.Token);
        pump.Take(Token)!.Batch.Dispose();
        pump.Take(Token)!.Batch.Dispose();

        // when
        await stop.CancelAsync();

        // then
        Assert.Null(pump.Take(Token));
    }

    private static StreamPump Pump(long rows, CancellationToken stop) => new(
        DataChannel.FromStream(new SensorSource(rows)).Stream!, null, new StreamingOptions { MicroBatchRows = 100, QueuedMicroBatches = 2 },
        TimeProvider.System, stop, Token);
}
