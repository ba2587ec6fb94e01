namespace Slipway;

/// <summary>Where the centres of <see cref="KMeans"/> start.</summary>
public enum KMeansInitialization
{
    /// <summary>
    /// k-means++ (Arthur and Vassilvitskii, SODA 2007): rows chosen one after the other with a probability in proportion to the squared
    /// distance
    /// from those chosen so far, the best of 2 + log(k) draws each time, as in scikit-learn.
    /// </summary>
    PlusPlus,

    /// <summary>Rows chosen at random, each at most once.</summary>
    Random,
}
