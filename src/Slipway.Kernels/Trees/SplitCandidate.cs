namespace Slipway.Kernels;

/// <summary>The best place to split a node on one feature.</summary>
/// <param name="Bin">Last bin of the left child, one that has rows; -1 when no split is allowed.</param>
/// <param name="Score">Larger is better; the same scale as <see cref="SplitScan.NodeScore"/>, negative infinity without a split.</param>
public readonly record struct SplitCandidate(int Bin, double Score)
{
    /// <summary>No split is allowed.</summary>
    public static SplitCandidate None { get; } = new(-1, double.NegativeInfinity);
}
