using Apache.Arrow;

namespace Slipway.Data;

/// <summary>An ordinary pass over a stream, waiting for its rows on the caller's thread.</summary>
internal sealed class StreamPass : BatchReader
{
    private const int BatchRows = 4096;

    /// <summary>Rows do not wait longer for others.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(20);

    private readonly IStreamReader _reader;
    private readonly CancellationTokenSource _cancel;
    private RecordBatch? _first;
    private bool _disposed;

    private StreamPass(IStreamReader reader, CancellationTokenSource cancel, RecordBatch first)
    {
        _reader = reader;
        _cancel = cancel;
        _first = first;
        Schema = first.Schema;
    }

    public override Schema Schema { get; }

    /// <summary>Starts the pass: waits for the first rows, which tell the columns.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="services">Its clock measures delays.</param>
    /// <param name="stop">Ends waiting for rows, now and later.</param>
    /// <exception cref="DataFormatException">The stream ended without a row.</exception>
    /// <exception cref="OperationCanceledException">It was to stop.</exception>
    public static StreamPass Open(IStreamSource source, SlipwayServices services, CancellationToken stop)
    {
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        IStreamReader? reader = null;
        try
        {
            reader = source.OpenStream(null, services.Clock, cancel.Token);
            var first = Read(reader, cancel.Token) ?? throw new DataFormatException("there are no rows", source.Description, expected: "at least one record");
            return new StreamPass(reader, cancel, first);
        }
        catch
        {
            Close(reader, cancel);
            throw;
        }
    }

    public override RecordBatch? Read()
    {
        if (_first is { } first)
        {
            _first = null;
            return first;
        }

        return Read(_reader, _cancel.Token);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _first?.Dispose();
            _first = null;
            Close(_reader, _cancel);
        }

        base.Dispose(disposing);
    }

    // On the pool, so that a synchronisation context of the caller cannot deadlock with the stream's continuations.
    private static RecordBatch? Read(IStreamReader reader, CancellationToken stop)
    {
        var rows = Task.Run(async () => (await reader.ReadAsync(BatchRows, Delay, stop).ConfigureAwait(false))?.Batch).GetAwaiter().GetResult();
        if (stop.IsCancellationRequested)
        {
            rows?.Dispose(); // perhaps too few: that must not look like the end
            stop.ThrowIfCancellationRequested();
        }

        return rows;
    }

    private static void Close(IStreamReader? reader, CancellationTokenSource cancel)
    {
        cancel.Cancel();
        if (reader is not null)
        {
            Task.Run(async () => await reader.DisposeAsync().ConfigureAwait(false)).GetAwaiter().GetResult();
        }

        cancel.Dispose();
    }
}
