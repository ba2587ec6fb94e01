namespace Slipway.Data;

/// <summary>Rows that lie together in a file, column by column.</summary>
/// <param name="Columns">One chunk a leaf of the schema, in its order.</param>
/// <param name="Rows">Number of rows.</param>
internal sealed record RowGroup(IReadOnlyList<ColumnChunk> Columns, long Rows);
