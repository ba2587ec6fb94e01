namespace Slipway.Data;

/// <summary>The numbers of a vector-valued property.</summary>
/// <param name="value">What the property holds.</param>
/// <param name="missing">True when it holds nothing.</param>
internal delegate ReadOnlySpan<TItem> VectorSpan<TValue, TItem>(TValue value, out bool missing);
