using Apache.Arrow;

namespace Slipway.Data;

/// <summary>The bytes of a row that has a value.</summary>
internal delegate ReadOnlySpan<byte> BytesOfRow(IArrowArray array, int row);
