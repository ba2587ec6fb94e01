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

    /// <summary>Releases files and buffers.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
