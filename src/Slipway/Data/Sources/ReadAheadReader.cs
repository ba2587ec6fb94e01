using System.Runtime.ExceptionServices;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// Reads and decodes on a thread of its own, ahead of the caller by a bounded number of bytes. The rows, their order and their batches are those of the
/// reader below.
/// </summary>
internal sealed class ReadAheadReader : BatchReader
{
    /// <summary>Bytes of decoded batches that may wait; one batch may always.</summary>
    public const long DefaultBytes = 16L << 20;

    private readonly CancellationTokenSource _cancel;
    private readonly BatchReader _input;
    private readonly long _maximumBytes;
    private readonly Queue<(RecordBatch Batch, long Bytes)> _ready = [];
    private readonly object _gate = new();
    private readonly Thread _thread;
    private long _bytes;
    private bool _ended;
    private bool _disposed;
    private volatile bool _stopped;
    private ExceptionDispatchInfo? _error;

    /// <summary>Starts the thread.</summary>
    /// <param name="input">The reader; owned by this one, and used by its thread only from now on.</param>
    /// <param name="maximumBytes">Bytes that may wait.</param>
    public ReadAheadReader(BatchReader input, long maximumBytes = DefaultBytes)
        : this(_ => input, CancellationToken.None, maximumBytes)
    {
    }

    /// <summary>Opens the reader, and starts the thread.</summary>
    /// <param name="open">Opens it; the token ends its waiting for rows.</param>
    /// <param name="stop">Ends its waiting too.</param>
    /// <param name="maximumBytes">Bytes that may wait.</param>
    public ReadAheadReader(Func<CancellationToken, BatchReader> open, CancellationToken stop, long maximumBytes = DefaultBytes)
    {
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            _input = open(_cancel.Token);
        }
        catch
        {
            _cancel.Dispose();
            throw;
        }

        _maximumBytes = maximumBytes;
        Schema = _input.Schema;
        _thread = new Thread(Run) { IsBackground = true, Name = "Slipway pipe" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <summary>Most bytes that waited at any time.</summary>
    public long PeakBytes { get; private set; }

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        lock (_gate)
        {
            while (_ready.Count == 0 && !_ended)
            {
                Monitor.Wait(_gate);
            }

            if (_ready.TryDequeue(out var next))
            {
                _bytes -= next.Bytes;
                Monitor.PulseAll(_gate);
                return next.Batch;
            }

            _error?.Throw();
            return null;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            lock (_gate)
            {
                _stopped = true;
                Monitor.PulseAll(_gate);
            }

            _cancel.Cancel();
            _thread.Join();
            while (_ready.TryDequeue(out var next))
            {
                next.Batch.Dispose();
            }

            _input.Dispose();
            _cancel.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Run()
    {
        try
        {
            while (!_stopped && _input.Read() is { } batch)
            {
                Add(batch, BatchSize.InBytes(batch));
            }
        }
        catch (Exception e)
        {
            // Whatever it was, it belongs to whoever reads, behind the rows before it.
            _error = ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            lock (_gate)
            {
                _ended = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void Add(RecordBatch batch, long bytes)
    {
        lock (_gate)
        {
            while (!_stopped && _ready.Count > 0 && _bytes + bytes > _maximumBytes)
            {
                Monitor.Wait(_gate);
            }

            _ready.Enqueue((batch, bytes));
            _bytes += bytes;
            PeakBytes = Math.Max(PeakBytes, _bytes);
            Monitor.PulseAll(_gate);
        }
    }
}
