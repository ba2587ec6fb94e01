namespace Slipway.Tuning;

/// <summary>
/// When a run of CMA-ES has nothing more to learn (Auger and Hansen, "A restart CMA evolution strategy with increasing population size", CEC 2005).
/// </summary>
internal static class CmaEsConvergence
{
    private const double SmallestDeviation = 1e-12;

    private const double SmallestRange = 1e-12;

    private const double LargestCondition = 1e14;

    /// <summary>Generations whose best losses are compared.</summary>
    public static int Window(int dimensions, int populationSize) => 10 + (int)Math.Ceiling(30.0 * dimensions / populationSize);

    /// <summary>
    /// Whether all continuous coordinates hardly vary any more, the best losses of a window and those of the last generation are equal to 12 digits,
    /// or the covariance has become singular to double precision.
    /// </summary>
    /// <param name="axes">The coordinates.</param>
    /// <param name="distribution">The new distribution.</param>
    /// <param name="populationSize">Trials of a generation.</param>
    /// <param name="bestLosses">Best loss of each generation of the run that had one, oldest first; at most a window of them.</param>
    /// <param name="losses">Losses of the generation that has ended.</param>
    public static bool Of(
        NumericAxis[] axes, CmaEsDistribution distribution, int populationSize, IReadOnlyList<double> bestLosses, IReadOnlyList<double> losses)
    {
        if (distribution.Condition > LargestCondition)
            return true;

        if (bestLosses.Count == Window(distribution.Dimensions, populationSize) && losses.Count > 1 && AreEqual([.. bestLosses, .. losses]))
            return true;

        var continuous = Enumerable.Range(0, axes.Length).Where(j => !axes[j].IsWhole).ToList();
        return continuous.Count > 0 && continuous.TrueForAll(j => distribution.Deviation(j) < SmallestDeviation);
    }

    private static bool AreEqual(double[] losses) => losses.Max() - losses.Min() <= SmallestRange * losses.Max(Math.Abs);
}
