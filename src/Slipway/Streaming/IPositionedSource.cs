namespace Slipway;

/// <summary>
/// A stream of rows that can be read again from any position in it: a log, a topic, a file that grows. With one, learning from a stream survives a
/// crash with each row learned exactly once: the position is kept in the same object as the model's state.
/// </summary>
/// <remarks>
/// The contract: reading from one position gives the same rows in the same order each time, as long as the source still has them (rows may be added
/// at the end). A source that no longer has the rows of a position must throw, saying so, and never go on from somewhere else. Implementations are
/// thread-safe; a reader is used by one caller at a time.
/// </remarks>
/// <typeparam name="T">A row.</typeparam>
public interface IPositionedSource<out T>
{
    /// <summary>What the rows come from, for messages and as the identity of the stream: a job goes on only with the same description.</summary>
    string Description { get; }

    /// <summary>Starts reading.</summary>
    /// <param name="position">A <see cref="IPositionedReader{T}.Position"/> of this source, or null for its beginning.</param>
    /// <param name="cancellationToken">Stops a <c>MoveNextAsync</c> that waits for rows.</param>
    /// <exception cref="DataFormatException">The position is not one of this source, or its rows are no longer there.</exception>
    IPositionedReader<T> Open(string? position, CancellationToken cancellationToken);
}
