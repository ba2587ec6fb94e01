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

    private StreamPass(IStreamReader reader, CancellationTokenSource cancel, RecordBatch first)
    {
        _reader = reader;
        _cancel = cancel;
        _first = first;
        Schema = first.Schema;
    }

    public override Schema Schema { get; }

    /// <summary>Starts the pass: waits for the first rows, which tell the columns.</summary>
    /// <exception cref="DataFormatException">The stream ended without a row.</exception>
    public static StreamPass Open(IStreamSource source, SlipwayServices services)
    {
        var cancel = new CancellationTokenSource();
        IStreamReader? reader = null;
        try
        {
            reader = source.OpenStream(null, services.Clock, cancel.Token);
            var first = Read(reader) ?? throw new DataFormatException("there are no rows", source.Description, expected: "at least one record");
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

        return Read(_reader);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _first?.Dispose();
            _first = null;
            Close(_reader, _cancel);
        }

        base.Dispose(disposing);
    }

    // On the pool, so that a synchronisation context of the caller cannot deadlock with the stream's continuations.
    private static RecordBatch? Read(IStreamReader reader) => Task.Run(
        async () => (await reader.ReadAsync(BatchRows, Delay, CancellationToken.None).ConfigureAwait(false))?.Batch).GetAwaiter().GetResult();

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
