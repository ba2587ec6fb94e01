using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// One sequential pass over a channel. Not thread-safe. Reading is synchronous because a training job owns its thread:
/// sources that wait for I/O read ahead inside their stream.
/// </summary>
public abstract class BatchReader : IDisposable
{
    /// <summary>Columns of every batch, in order; known before the first row is read.</summary>
    public abstract Schema Schema { get; }

    /// <summary>
    /// The next batch (at least one row), or null at the end. The caller owns and disposes it.
    /// </summary>
    /// <exception cref="DataFormatException">A row is malformed; names file, line, column and value.</exception>
    public abstract RecordBatch? Read();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Some rows of a batch, for readers that filter. Takes over the batch.</summary>
    /// <param name="batch">The rows to choose from.</param>
    /// <param name="rows">Positions within the batch, in the order wanted; at least one.</param>
    /// <returns>The batch itself when all its rows are chosen in order; otherwise a new one, which shares memory where the rows are one
    /// run.</returns>
    protected static RecordBatch SelectRows(RecordBatch batch, ReadOnlySpan<int> rows) => RowSelector.Take(batch, rows);

    /// <summary>Releases files and buffers.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
