namespace Slipway;

/// <summary>How the summed leaf values of a row become outputs.</summary>
internal enum TreeOutput
{
    /// <summary>The mean over trees: class probabilities or a value.</summary>
    Mean,

    /// <summary>Softmax of the weighted mean of votes, as AdaBoost defines probabilities.</summary>
    Softmax,
}
