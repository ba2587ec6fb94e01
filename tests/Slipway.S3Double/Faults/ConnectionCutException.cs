namespace Slipway.S3Double.Faults;

/// <summary>A fault has ended the connection; there is nothing more to send.</summary>
internal sealed class ConnectionCutException : Exception;
