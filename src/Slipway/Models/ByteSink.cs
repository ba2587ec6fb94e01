namespace Slipway.Models;

/// <summary>Receives consecutive pieces of some content.</summary>
internal delegate void ByteSink(ReadOnlySpan<byte> bytes);
