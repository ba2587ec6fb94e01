namespace Slipway;

/// <summary>How <see cref="KMeans"/> moves its centres.</summary>
public enum KMeansMethod
{
    /// <summary>
    /// All rows are assigned, then all centres move to the means of their rows (Lloyd, IEEE Trans. Information Theory 28(2), 1982).
    /// </summary>
    Lloyd,

    /// <summary>
    /// Centres move after each batch, by less the more rows they have seen (Sculley, "Web-scale k-means clustering", WWW 2010). Fewer
    /// passes
    /// over large data, slightly worse centres.
    /// </summary>
    MiniBatch,
}
