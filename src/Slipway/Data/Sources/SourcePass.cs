using Apache.Arrow;

namespace Slipway.Data;

/// <summary>How one pass reads its objects.</summary>
/// <param name="Mode">Input mode of the channel.</param>
/// <param name="ObjectOrder">Gives the order of so many objects, or null for the source's own.</param>
/// <param name="Columns">
/// Gives, from all columns of the source, the positions of those that will be used, ascending. A source that can pass over columns calls it once, before
/// it reads a row, and gives those only; what it throws is thrown. Null means all columns.
/// </param>
internal sealed record SourcePass(InputMode Mode, Func<int, int[]>? ObjectOrder = null, Func<Schema, int[]>? Columns = null)
{
    /// <summary>A pass as a channel is read when nothing else was said.</summary>
    public static SourcePass Default { get; } = new(InputMode.FastFile);

    /// <summary>Cancelled when nobody wants the rows any more: ends waiting for those that are not there yet.</summary>
    public CancellationToken Stop { get; init; }
}
