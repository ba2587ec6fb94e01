using Apache.Arrow;

namespace Slipway.Data;

/// <summary>The items of vectors as they lie in their array.</summary>
internal delegate ReadOnlySpan<T> VectorItems<T>(IArrowArray items);
