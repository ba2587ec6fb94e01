using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// What decision trees, forests and boosted trees share: limits of a tree, and histograms. Every feature is divided once into at most 255
/// ranges of values, exact for a feature with no more distinct values; splits lie between those ranges. Dense or sparse features.
/// </summary>
public abstract record TreeAlgorithm : Algorithm
{
    /// <summary>Most splits between root and leaf; 0 means no limit. Not negative.</summary>
    [Bounds(0, int.MaxValue)]
    public int MaxDepth { get; init; }

    /// <summary>Fewest training rows of a leaf. Default 1; at least 1.</summary>
    [Bounds(1, int.MaxValue)]
    public int MinSamplesLeaf { get; init; } = 1;

    /// <summary>A node with fewer training rows is not split. Default 2; at least 2.</summary>
    [Bounds(2, int.MaxValue)]
    public int MinSamplesSplit { get; init; } = 2;

    /// <summary>
    /// Most leaves of a tree, which then grows where a split improves most; 0, the default, means no limit. Not 1, not negative.
    /// </summary>
    [Bounds(0, int.MaxValue)]
    public int MaxLeaves { get; init; }

    /// <summary>
    /// A split must lessen the impurity of all training rows together by at least this (the share of the rows in the node times the decrease
    /// there). Default 0; not negative.
    /// </summary>
    [Bounds(0, double.MaxValue)]
    public double MinImpurityDecrease { get; init; }

    /// <summary>How many features each split looks at.</summary>
    public FeatureSampling MaxFeatures { get; init; }

    /// <inheritdoc/>
    public sealed override Model LoadModel(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var outputs = Describe().Task == LearningTask.Classification ? reader.Classes.Count : 1;
        return TreeEnsembleFormat.Read(reader, outputs, Output);
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<HyperparameterProblem> Validate()
    {
        if (MaxLeaves == 1)
        {
            yield return new HyperparameterProblem(nameof(MaxLeaves), "1", "0 for no limit, or at least 2");
        }
    }

    internal virtual TreeOutput Output => TreeOutput.Mean;

    internal TreeSettings Settings(SplitCriterion criterion, int features) => new(
        criterion, MaxDepth == 0 ? int.MaxValue : MaxDepth, MinSamplesSplit, MinSamplesLeaf, MaxLeaves, MinImpurityDecrease,
        MaxFeatures switch
        {
            FeatureSampling.SquareRoot => Math.Max(1, (int)Math.Sqrt(features)),
            FeatureSampling.Log2 => Math.Max(1, (int)Math.Log2(features)),
            _ => features,
        });

    internal static SplitCriterion ToKernel(ImpurityCriterion criterion) =>
        criterion == ImpurityCriterion.Entropy ? SplitCriterion.Entropy : SplitCriterion.Gini;

    internal static void RequireFreshStart(TrainingContext context)
    {
        if (context.InitialModel is not null)
        {
            throw new NotSupportedException(
                $"{context.Algorithm.Id} does not go on from a model: its trees depend on the bins of the data that they were grown from. "
                + "Train afresh on all rows, without ContinueFrom.");
        }
    }
}
