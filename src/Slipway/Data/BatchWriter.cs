using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// Writes the rows of one file. Not thread-safe; synchronous, as <see cref="BatchReader"/> is. A file whose writer was disposed without
/// <see cref="Complete"/> is not a whole file.
/// </summary>
public abstract class BatchWriter : IDisposable
{
    /// <summary>Adds rows.</summary>
    /// <param name="batch">Rows with the columns that the writer was made for; stays the caller's.</param>
    /// <exception cref="DataFormatException">The format has no way to write a value; names column, row and value.</exception>
    public abstract void Write(RecordBatch batch);

    /// <summary>Writes what ends the file and everything that is still buffered. Nothing can be added afterwards.</summary>
    public abstract void Complete();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases buffers; does not complete the file and does not dispose the stream.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
