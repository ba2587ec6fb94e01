namespace Slipway;

/// <summary>A file that <see cref="DataChannel.WriteAsync"/> wrote.</summary>
/// <param name="Uri">Where it is.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Bytes">Its size.</param>
public sealed record WrittenFile(Uri Uri, long Rows, long Bytes);
