namespace Slipway;

/// <summary>One pass over a source with positions. Not thread-safe; disposed once, when no <c>MoveNextAsync</c> is under way.</summary>
/// <typeparam name="T">A row.</typeparam>
public interface IPositionedReader<out T> : IAsyncEnumerator<T>
{
    /// <summary>
    /// Where the row after the current one begins: opening the source there gives exactly the rows that come after the current one. Before the first
    /// row, where the pass began; after the last one, where a later row would begin. Never asked for while a <c>MoveNextAsync</c> is under way. Asked
    /// for once a micro-batch, and with <see cref="StreamingOptions.MicroBatchDelay"/> once a row (the step after it may outlast the delay), so it
    /// should not cost much more to make than a row. Opaque to everyone but the source.
    /// </summary>
    string Position { get; }
}
