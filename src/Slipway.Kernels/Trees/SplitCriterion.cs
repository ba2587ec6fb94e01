namespace Slipway.Kernels;

/// <summary>What a split of a tree node makes small.</summary>
public enum SplitCriterion
{
    /// <summary>Gini impurity, <c>1 - sum p^2</c> (Breiman, Friedman, Olshen and Stone, "Classification and Regression Trees", 1984).</summary>
    Gini,

    /// <summary>Entropy in bits, <c>-sum p log2 p</c> (Quinlan, Machine Learning 1, 1986).</summary>
    Entropy,

    /// <summary>Squared error around the mean.</summary>
    SquaredError,
}
