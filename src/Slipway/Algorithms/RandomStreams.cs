namespace Slipway;

/// <summary>Numbers of the independent random streams that a job draws from its one seed. Changing one changes trained models.</summary>
internal static class RandomStreams
{
    /// <summary>Initial weights, plus the layer.</summary>
    public const ulong Weights = 0x1_0000;

    /// <summary>Dropout masks, plus the layer.</summary>
    public const ulong Dropout = 0x2_0000;

    /// <summary>Start centres of clusters, plus the start.</summary>
    public const ulong Centers = 0x3_0000;

    /// <summary>First directions of a randomized decomposition.</summary>
    public const ulong Directions = 0x4_0000;

    /// <summary>Factors of a factorization machine.</summary>
    public const ulong Factors = 0x5_0000;

    /// <summary>Rows sampled for the trees of a random cut forest, plus the tree.</summary>
    public const ulong Samples = 0x6_0000;

    /// <summary>Cuts of the trees of a random cut forest, plus the tree.</summary>
    public const ulong Cuts = 0x7_0000;
}
