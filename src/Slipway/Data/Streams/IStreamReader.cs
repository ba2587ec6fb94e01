namespace Slipway.Data;

/// <summary>Reads a stream in pieces. Not thread-safe.</summary>
internal interface IStreamReader : IAsyncDisposable
{
    /// <summary>The next rows: <paramref name="maxRows"/> of them, or fewer when the delay is over, the stream ends, or reading is to stop.</summary>
    /// <param name="maxRows">At least 1.</param>
    /// <param name="delay">How long rows may wait for others after the first has come; null: until there are enough.</param>
    /// <param name="stop">
    /// Asks for the end of the stream. Rows that are there come back if the source has no positions (they would be lost); with positions they do not
    /// (they can be read again, and pieces stay the same).
    /// </param>
    /// <returns>At least one row; null at the end.</returns>
    ValueTask<StreamRows?> ReadAsync(int maxRows, TimeSpan? delay, CancellationToken stop);
}
