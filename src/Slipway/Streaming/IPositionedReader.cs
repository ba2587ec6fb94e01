namespace Slipway;

/// <summary>One pass over a source with positions. Not thread-safe; disposed once, when no <c>MoveNextAsync</c> is under way.</summary>
/// <typeparam name="T">A row.</typeparam>
public interface IPositionedReader<out T> : IAsyncEnumerator<T>
{
    /// <summary>
    /// Where the row after the current one begins: opening the source there gives exactly the rows that come after the current one. Before the first
    /// row, where the pass began. Asked for once a micro-batch, so it may cost something to make. Opaque to everyone but the source.
    /// </summary>
    string Position { get; }
}
