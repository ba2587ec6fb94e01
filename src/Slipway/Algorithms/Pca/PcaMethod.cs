namespace Slipway;

/// <summary>How <see cref="Pca"/> finds its components; SageMaker's <c>algorithm_mode</c>.</summary>
public enum PcaMethod
{
    /// <summary>All eigenvectors of the covariance matrix: time grows with the cube of the features. SageMaker's <c>regular</c>.</summary>
    Exact,

    /// <summary>
    /// The leading ones by subspace iteration from a random start (Halko, Martinsson and Tropp, SIAM Review 53(2), 2011, sections 4.5 and
    /// 5.2): for
    /// thousands of features and few components.
    /// </summary>
    Randomized,
}
