namespace Slipway.Data;

/// <summary>
/// Where the rows of a channel come from. Immutable and thread-safe; each <see cref="Open"/> is a pass of its own, and every pass gives the
/// same rows in the same order. Nothing is read before <see cref="Open"/>.
/// </summary>
internal interface IChannelSource
{
    /// <summary>What the rows come from, for messages: a path, a URI, <c>in-memory Wine records</c>.</summary>
    string Description { get; }

    /// <summary>
    /// Null when another machine can open this source too; otherwise what ties it to this process (<c>in-memory Arrow batches</c>), so
    /// that a backend elsewhere can say what it has to materialise.
    /// </summary>
    string? LocalOnlyReason { get; }

    /// <summary>Starts a pass over the rows.</summary>
    /// <param name="services">Where object stores come from.</param>
    /// <param name="stop">Ends waiting, now and in the pass, for rows that are not there yet; the pass is then of no more use.</param>
    /// <exception cref="DataFormatException">The source is missing, empty or not what it claims to be.</exception>
    /// <exception cref="OperationCanceledException">It was to stop while it waited.</exception>
    BatchReader Open(SlipwayServices services, CancellationToken stop);
}
