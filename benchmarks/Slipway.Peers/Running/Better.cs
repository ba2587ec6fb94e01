namespace Slipway.Peers.Running;

/// <summary>Which way a measured value gets better; decides which way the ratio is taken.</summary>
internal enum Better
{
    /// <summary>Seconds, milliseconds, bytes.</summary>
    Lower,

    /// <summary>MB/s, rows/s, accuracy.</summary>
    Higher,
}
