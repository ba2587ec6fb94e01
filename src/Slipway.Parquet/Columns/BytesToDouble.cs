namespace Slipway.Data;

/// <summary>Reads a number that is stored as bytes.</summary>
internal delegate double BytesToDouble(ReadOnlySpan<byte> value);
