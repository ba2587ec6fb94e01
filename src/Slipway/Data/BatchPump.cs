using System.Threading.Channels;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Runs one pass on a thread of its own and hands its batches over through a small buffer, for callers that await.</summary>
internal sealed class BatchPump : IAsyncDisposable
{
    private const int BufferedBatches = 4;

    private readonly Channel<RecordBatch> _batches = Channel.CreateBounded<RecordBatch>(
        new BoundedChannelOptions(BufferedBatches) { SingleReader = true, SingleWriter = true });

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts the thread.</summary>
    /// <param name="open">Starts the pass, which ends waiting for rows when the token is cancelled; called on the thread.</param>
    public BatchPump(Func<CancellationToken, BatchReader> open) =>
        new Thread(() => Run(open)) { IsBackground = true, Name = "Slipway channel reader" }.Start();

    /// <summary>The batches; ends with the error of the pass, if it had one.</summary>
    public IAsyncEnumerable<RecordBatch> ReadAllAsync(CancellationToken cancellationToken) =>
        _batches.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Stops the thread after the batch it is at, or while it waits for one, waits for it, and releases what was not taken.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _ended.Task.ConfigureAwait(false);
        while (_batches.Reader.TryRead(out var batch))
        {
            batch.Dispose();
        }

        _stop.Dispose();
    }

    private void Run(Func<CancellationToken, BatchReader> open)
    {
        try
        {
            using var reader = open(_stop.Token);
            while (!_stop.IsCancellationRequested && reader.Read() is { } batch)
            {
                if (!Offer(batch))
                {
                    batch.Dispose();
                    break;
                }
            }

            _batches.Writer.Complete();
        }
        catch (Exception e)
        {
            // Whatever it was, it belongs to whoever awaits the batches.
            _batches.Writer.Complete(e);
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private bool Offer(RecordBatch batch)
    {
        try
        {
            _batches.Writer.WriteAsync(batch, _stop.Token).AsTask().GetAwaiter().GetResult();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
