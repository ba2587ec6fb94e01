using System.Threading.Channels;
using Slipway.Data;

namespace Slipway.Streaming;

/// <summary>
/// Reads a stream ahead of the job's thread, by a bounded number of micro-batches: one is read only when there is room for it, so the source is never
/// asked for more.
/// </summary>
internal sealed class StreamPump : IAsyncDisposable
{
    private readonly Channel<StreamRows> _rows = Channel.CreateUnbounded<StreamRows>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly SemaphoreSlim _room;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource _cancel;
    private readonly Task _reading;

    /// <summary>Starts reading.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="position">Where to start.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="clock">Measures delays.</param>
    /// <param name="stop">Ends the stream after what has been read.</param>
    /// <param name="cancellationToken">Ends reading at once.</param>
    public StreamPump(
        IStreamSource source, string? position, StreamingOptions options, TimeProvider clock, CancellationToken stop, CancellationToken cancellationToken)
    {
        _stop = stop;
        _room = new SemaphoreSlim(options.QueuedMicroBatches);
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _reading = Task.Run(() => ReadAsync(source, position, options, clock), CancellationToken.None);
    }

    /// <summary>The next micro-batch; null at the end. Waits on the calling thread.</summary>
    /// <exception cref="OperationCanceledException">The job was cancelled.</exception>
    /// <exception cref="Exception">Whatever the source threw, once everything before it has been taken.</exception>
    public StreamRows? Take(CancellationToken cancellationToken)
    {
        StreamRows? rows;
        while (!_rows.Reader.TryRead(out rows))
        {
            if (!_rows.Reader.WaitToReadAsync(cancellationToken).AsTask().GetAwaiter().GetResult())
            {
                return null;
            }
        }

        return rows;
    }

    /// <summary>Says that a micro-batch has been dealt with, so that another may be read.</summary>
    public void Release() => _room.Release();

    public async ValueTask DisposeAsync()
    {
        await _cancel.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        while (_rows.Reader.TryRead(out var rows))
        {
            rows.Batch.Dispose();
        }

        _cancel.Dispose();
        _room.Dispose();
    }

    private async Task ReadAsync(IStreamSource source, string? position, StreamingOptions options, TimeProvider clock)
    {
        IStreamReader? reader = null;
        Exception? error = null;
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(_cancel.Token);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_cancel.Token, _stop);
        try
        {
            reader = source.OpenStream(position, clock, reading.Token);
            while (!_stop.IsCancellationRequested)
            {
                await _room.WaitAsync(either.Token).ConfigureAwait(false);
                if (await reader.ReadAsync(options.MicroBatchRows, options.MicroBatchDelay, either.Token).ConfigureAwait(false) is not { } rows)
                {
                    break;
                }

                _rows.Writer.TryWrite(rows);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested && !_cancel.IsCancellationRequested)
        {
            // It waited for room or for rows.
        }
        catch (Exception e)
        {
            error = e; // whatever it was, it belongs to the job's thread
        }

        try
        {
            await reading.CancelAsync().ConfigureAwait(false);
            if (reader is not null)
            {
                await reader.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            error ??= e;
        }

        _rows.Writer.Complete(error);
    }
}
