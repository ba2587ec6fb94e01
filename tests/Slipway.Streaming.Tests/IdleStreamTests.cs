using System.Runtime.CompilerServices;
using Slipway.TestProcess;

namespace Slipway.Streaming.Tests;

/// <summary>Whoever reads a stream on a thread of its own can end that although no row comes.</summary>
public sealed class IdleStreamTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(InputMode.FastFile)]
    [InlineData(InputMode.Pipe)]
    public async Task ReadAsync_GivenCancelledToken_EndsOnAnIdleStream(InputMode mode)
    {
        // given
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var channel = DataChannel.FromStream(Rows(1, cancellationToken: Token)).WithInputMode(mode);

        // when
        async Task<int> CountAsync()
        {
            var rows = 0;
            try
            {
                await foreach (var batch in channel.ReadAsync(cancellationToken: cancel.Token))
                {
                    rows += batch.Length;
                    batch.Dispose();
                    await cancel.CancelAsync();
                }
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return rows;
            }

            throw new InvalidOperationException("The stream ended.");
        }

        // then
        Assert.Equal(1, await CountAsync().WaitAsync(Limit, Token));
    }

    [Fact]
    public async Task ReadAsync_GivenCancelledToken_EndsBeforeTheFirstRow()
    {
        // given
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var counting = DataChannel.FromStream(Rows(0, cancellationToken: Token)).CountRowsAsync(cancellationToken: cancel.Token);

        // when
        await cancel.CancelAsync();

        // then
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => counting.WaitAsync(Limit, Token));
    }

    [Fact]
    public async Task ReadAsync_GivenLoopThatIsLeft_EndsOnAnIdleStreamThatKnowsNoToken()
    {
        async Task<int> FirstAsync()
        {
            await foreach (var batch in DataChannel.FromStream(DeafRows()).ReadAsync(cancellationToken: Token))
            {
                using (batch)
                {
                    return batch.Length;
                }
            }

            return 0;
        }

        Assert.Equal(1, await FirstAsync().WaitAsync(Limit, Token));
    }

    [Fact]
    public async Task Dispose_GivenIdleStreamInPipeMode_DoesNotWaitForARow()
    {
        // given
        var reader = DataChannel.FromStream(Rows(1, cancellationToken: Token)).WithInputMode(InputMode.Pipe).Open();
        using (var first = reader.Read())
        {
            Assert.Equal(1, first!.Length);
        }

        // when, then
        await Task.Factory.StartNew(reader.Dispose, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(Limit, Token);
    }

    [Fact]
    public async Task WriteAsync_GivenCancelledToken_EndsOnAnIdleStream()
    {
        // given
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var given = new SemaphoreSlim(0);
        var writing = DataChannel.FromStream(Rows(1, () => given.Release(), Token)).WriteAsync(_folder.File("rows.csv"), cancellationToken: cancel.Token);
        await given.WaitAsync(Token);

        // when
        await cancel.CancelAsync();

        // then
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing.WaitAsync(Limit, Token));
    }

    private static async IAsyncEnumerable<SensorRow> Rows(int count, Action? idle = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < count; i++)
        {
            yield return SensorRow.At(i);
        }

        idle?.Invoke();
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    private static async IAsyncEnumerable<SensorRow> DeafRows()
    {
        yield return SensorRow.At(0);
        await new TaskCompletionSource().Task;
    }
}
