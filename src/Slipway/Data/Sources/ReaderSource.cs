namespace Slipway.Data;

/// <summary>Rows that a delegate reads.</summary>
/// <param name="description">What they come from, for messages.</param>
/// <param name="open">Starts a pass.</param>
internal sealed class ReaderSource(string description, Func<SlipwayServices, BatchReader> open) : IChannelSource
{
    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public string? LocalOnlyReason => $"FromReader ({description})";

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services, CancellationToken stop) => open(services);
}
