namespace Slipway.Data;

/// <summary>How one pass reads its objects.</summary>
/// <param name="Mode">Input mode of the channel.</param>
/// <param name="ObjectOrder">Gives the order of so many objects, or null for the source's own.</param>
internal sealed record SourcePass(InputMode Mode, Func<int, int[]>? ObjectOrder = null)
{
    /// <summary>A pass as a channel is read when nothing else was said.</summary>
    public static SourcePass Default { get; } = new(InputMode.FastFile);
}
