using Slipway.Tuning;

namespace Slipway.Peers.Tuning;

/// <summary>The rank test of Mann and Whitney (1947) with the normal approximation and its correction for ties: right from about 10 values on.</summary>
internal static class MannWhitney
{
    /// <summary>The probability of ranks at least as high as those of <paramref name="first"/> if both came from one distribution.</summary>
    /// <param name="first">Values; small when they are worse only by luck.</param>
    /// <param name="second">What they are compared with.</param>
    /// <returns>One-sided p: small means that the first values are larger.</returns>
    public static double ProbabilityOfLarger(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        double wins = 0;
        foreach (var a in first)
        {
            foreach (var b in second)
            {
                wins += a > b ? 1 : a == b ? 0.5 : 0;
            }
        }

        double n = first.Count, m = second.Count, all = n + m;
        var ties = first.Concat(second).GroupBy(v => v).Sum(g => Math.Pow(g.Count(), 3) - g.Count());
        var variance = n * m / 12 * (all + 1 - (ties / (all * (all - 1))));
        return variance <= 0 ? 1 : 1 - NormalCurve.Cumulative((wins - (n * m / 2) - 0.5) / Math.Sqrt(variance));
    }
}
