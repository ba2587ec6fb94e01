namespace Slipway.Data;

/// <summary>A value and how often it occurs.</summary>
/// <param name="Value">The value as text.</param>
/// <param name="Count">Rows.</param>
public readonly record struct ValueCount(string Value, long Count);
