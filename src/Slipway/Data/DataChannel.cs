using Slipway.Data;

namespace Slipway;

/// <summary>
/// A named-nowhere, re-readable, lazily read source of columnar batches and how to read it. Immutable: every call returns a new channel.
/// Reading it twice gives the same rows in the same order.
/// </summary>
public sealed partial class DataChannel
{
    /// <summary>Starts a pass over the rows.</summary>
    /// <param name="services">Where object stores come from; null means <see cref="SlipwayServices.Default"/>.</param>
    /// <exception cref="DataFormatException">The source is missing, empty or not what it claims to be.</exception>
    public ChannelReader Open(SlipwayServices? services = null) => throw new NotImplementedException();
}
