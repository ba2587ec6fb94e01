namespace Slipway.Data;

/// <summary>A column named by the user, or counted over the columns that there were at the time of the call.</summary>
/// <param name="Name">Name, or null when counted.</param>
/// <param name="Index">Zero-based position; negative counts from the end (-1 is the last).</param>
/// <param name="Stage">Number of transforms that the channel had at the call: the position is counted before the next one.</param>
internal sealed record ColumnReference(string? Name, int Index, int Stage);
