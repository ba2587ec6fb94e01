namespace Slipway;

/// <summary>Starts an <see cref="Estimator{TAlgorithm}"/>.</summary>
public static class Estimator
{
    /// <summary>An estimator for an algorithm, with defaults for everything else.</summary>
    /// <typeparam name="TAlgorithm">The algorithm.</typeparam>
    /// <param name="algorithm">The recipe; copied, arrays included, so that later changes to it have no effect.</param>
    public static Estimator<TAlgorithm> For<TAlgorithm>(TAlgorithm algorithm) where TAlgorithm : Algorithm
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        return new Estimator<TAlgorithm>((TAlgorithm)algorithm.DeepCopy());
    }
}
