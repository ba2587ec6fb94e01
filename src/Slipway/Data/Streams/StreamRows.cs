using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Consecutive rows of a stream.</summary>
/// <param name="Batch">The rows; whoever holds this disposes them.</param>
/// <param name="Position">Where the next row begins; null without positions.</param>
internal sealed record StreamRows(RecordBatch Batch, string? Position);
