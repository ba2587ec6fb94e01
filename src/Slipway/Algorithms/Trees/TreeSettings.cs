using Slipway.Kernels;

namespace Slipway;

/// <summary>Limits of a tree.</summary>
/// <param name="Criterion">What splits make small.</param>
/// <param name="MaxDepth">Most splits from root to leaf.</param>
/// <param name="MinSamplesSplit">Fewest rows of a node that is split.</param>
/// <param name="MinSamplesLeaf">Fewest rows of a leaf.</param>
/// <param name="MaxLeaves">Most leaves; 0 for no limit.</param>
/// <param name="MinImpurityDecrease">Least improvement by a split.</param>
/// <param name="FeaturesPerSplit">Features looked at for a split.</param>
internal sealed record TreeSettings(
    SplitCriterion Criterion, int MaxDepth, int MinSamplesSplit, int MinSamplesLeaf, int MaxLeaves, double MinImpurityDecrease, int FeaturesPerSplit);
