namespace Slipway;

/// <summary>What "near" means to the nearest-neighbour learners; SageMaker's <c>index_metric</c>.</summary>
public enum NeighborMetric
{
    /// <summary>Euclidean distance (L2).</summary>
    Euclidean,

    /// <summary>The largest inner product is nearest. It is no distance, so votes cannot be weighted by it.</summary>
    InnerProduct,

    /// <summary>1 less the cosine of the angle; a row of zeros is at distance 1 from every row.</summary>
    Cosine,
}
