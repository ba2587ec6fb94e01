namespace Slipway.Data;

/// <summary>Bounds of a column chunk's values, as they are stored; null where the file has none.</summary>
/// <param name="Min">Least value, or below it.</param>
/// <param name="Max">Greatest value, or above it.</param>
/// <param name="NullCount">Rows without a value.</param>
internal sealed record ColumnStatistics(byte[]? Min, byte[]? Max, long? NullCount);
