namespace Slipway.Data;

/// <summary>Rows without an end, read once and not kept.</summary>
internal interface IStreamSource : IChannelSource
{
    /// <summary>Whether reading can start at a position that an earlier reader gave.</summary>
    bool HasPositions { get; }

    /// <summary>Starts reading.</summary>
    /// <param name="position">Where; null for the beginning, the only choice without positions.</param>
    /// <param name="clock">Measures delays.</param>
    /// <param name="cancellationToken">Stops waiting for rows.</param>
    /// <exception cref="InvalidOperationException">The rows can be read once only and were.</exception>
    IStreamReader OpenStream(string? position, TimeProvider clock, CancellationToken cancellationToken);
}
