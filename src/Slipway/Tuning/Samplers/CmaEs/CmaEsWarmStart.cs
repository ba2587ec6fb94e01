namespace Slipway.Tuning;

/// <summary>
/// The first distribution from trials of earlier searches: the normal distribution nearest to a mixture of small ones around the best tenth of them
/// (Nomura, Watanabe, Akimoto, Ozaki and Onishi, "Warm starting CMA-ES for hyperparameter optimization", AAAI 2021; gamma and alpha as there).
/// </summary>
internal static class CmaEsWarmStart
{
    private const double BestShare = 0.1;

    private const double Spread = 0.1;

    /// <summary>The distribution, or null when no earlier trial has completed within the space.</summary>
    public static CmaEsDistribution? Of(SearchDefinition search, NumericAxis[] axes, IReadOnlyList<Trial> trials)
    {
        var earlier = trials.TakeWhile(t => t.Number < 0)
            .Where(t => t.State == TrialState.Completed && search.Space.Contains(t.Point));
        var ranked = TrialRanking.Rank(search, earlier);
        if (ranked.Count == 0)
            return null;

        var best = ranked.Take(Math.Max(1, (int)(BestShare * ranked.Count)))
            .Select(t => Array.ConvertAll(axes, a => a.Parameter.ToUnit(t.Point[a.Index])))
            .ToList();
        var n = axes.Length;
        var mean = new double[n];
        for (var j = 0; j < n; j++)
            mean[j] = best.Average(x => x[j]);

        var covariance = new double[n * n];
        for (var a = 0; a < n; a++)
        {
            for (var b = 0; b < n; b++)
                covariance[(a * n) + b] = best.Average(x => (x[a] - mean[a]) * (x[b] - mean[b])) + (a == b ? Spread * Spread : 0);
        }

        // The geometric mean of the axes becomes the step size, so that C has determinant 1.
        var values = SymmetricEigen.Decompose((double[])covariance.Clone(), n, CancellationToken.None);
        var variance = Math.Exp(values.Average(Math.Log));
        var scales = new double[n];
        Array.Fill(scales, 1);
        return new CmaEsDistribution(mean, Math.Sqrt(variance), scales, Array.ConvertAll(covariance, c => c / variance));
    }
}
