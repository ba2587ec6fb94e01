namespace Slipway;

/// <summary>What <see cref="DataChannel.WriteAsync"/> wrote.</summary>
/// <param name="Files">The files, in the order of the rows.</param>
public sealed record WriteReport(IReadOnlyList<WrittenFile> Files)
{
    /// <summary>Rows of all files.</summary>
    public long Rows => Files.Sum(f => f.Rows);

    /// <summary>Bytes of all files.</summary>
    public long Bytes => Files.Sum(f => f.Bytes);
}
