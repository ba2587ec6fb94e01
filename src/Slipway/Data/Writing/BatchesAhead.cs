using Apache.Arrow;

namespace Slipway.Data;

/// <summary>A <see cref="BatchPump"/> for a thread that waits.</summary>
internal sealed class BatchesAhead : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly BatchPump _pump;
    private readonly IAsyncEnumerator<RecordBatch> _batches;

    /// <param name="open">Starts the pass, which ends waiting for rows when the token is cancelled.</param>
    public BatchesAhead(Func<CancellationToken, BatchReader> open)
    {
        _pump = new BatchPump(open);
        _batches = _pump.ReadAllAsync(_stop.Token).GetAsyncEnumerator(CancellationToken.None);
    }

    /// <summary>The next batch, which the caller disposes; null at the end.</summary>
    public RecordBatch? Read(CancellationToken cancellationToken)
    {
        using var both = cancellationToken.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), _stop);
        try
        {
            return _batches.MoveNextAsync().AsTask().GetAwaiter().GetResult() ? _batches.Current : null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    public void Dispose()
    {
        _batches.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _pump.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _stop.Dispose();
    }
}
