using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// What random forests share (Breiman, "Random Forests", Machine Learning 45, 2001): many trees, each grown from rows drawn with replacement,
/// with some features drawn for each split. The model does not depend on the number of threads.
/// </summary>
public abstract record ForestAlgorithm : TreeAlgorithm
{
    /// <summary>Number of trees. Default 100; at least 1.</summary>
    [Bounds(1, 1_000_000)]
    public int Trees { get; init; } = 100;

    /// <summary>Whether each tree sees as many rows as there are, drawn with replacement; else all rows. Default true.</summary>
    public bool Bootstrap { get; init; } = true;

    /// <summary>
    /// Whether to report how well rows are predicted by the trees that did not see them: a validation without a validation set. Default true;
    /// no effect without <see cref="Bootstrap"/>.
    /// </summary>
    public bool OutOfBagScore { get; init; } = true;

    internal abstract SplitCriterion KernelCriterion { get; }

    internal sealed override TimeSpan Extrapolate(TimeSpan measured, int steps, long sampledRows, long rows) =>
        measured / Math.Max(1, steps) * Trees * ((double)rows / sampledRows);

    internal Model Train(TrainingContext context, float[]? classWeights)
    {
        RequireFreshStart(context);
        return new ForestTraining(this, classWeights, context).Run();
    }
}
