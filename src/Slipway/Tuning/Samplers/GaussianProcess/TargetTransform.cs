namespace Slipway.Tuning;

/// <summary>
/// Losses as targets of a Gaussian process, with mean 0 and variance 1. The better three quarters keep their proportions; the worst quarter keeps
/// its order only and is laid along the normal curve, so that the terrible does not hide the difference between good and best. That is the
/// half-rank warp of Song et al., The Vizier Gaussian process bandit algorithm (2024), section 4.1, begun at the upper quartile instead of the
/// median: under noise, half of the trials soon are all near the optimum, and a warp from there on leaves the model nothing but noise.
/// </summary>
internal static class TargetTransform
{
    private const double Quartile = 0.75;

    public static double[] Apply(ReadOnlySpan<double> losses, bool ranksWorst)
    {
        var n = losses.Length;
        var targets = new double[n];

        // Through the largest magnitude: neither 1e300 nor the smallest denormal overflows or vanishes in what follows.
        var largest = VectorMath.LargestMagnitude(losses);
        for (var i = 0; i < n && largest > 0; i++)
        {
            targets[i] = losses[i] / largest;
        }

        if (ranksWorst)
        {
            RankWorst(targets);
        }

        Standardise(targets);
        return targets;
    }

    private static void RankWorst(double[] targets)
    {
        var n = targets.Length;
        var sorted = targets.AsSpan().ToArray();
        Array.Sort(sorted);
        var quartile = sorted[Math.Min(n - 1, (int)(Quartile * n))];

        // Root mean square of the distances below the quartile; on a normal curve 1.25 standard deviations.
        double squares = 0;
        var better = 0;
        for (; better < n && sorted[better] < quartile; better++)
        {
            squares += (sorted[better] - quartile) * (sorted[better] - quartile);
        }

        if (better == 0)
        {
            return;
        }

        var deviation = Math.Sqrt(squares / better) / 1.25;
        var start = NormalCurve.Quantile(Quartile);
        for (var i = 0; i < n; i++)
        {
            if (targets[i] > quartile)
            {
                // Ties share the middle of their ranks.
                var first = LowerBound(sorted, targets[i]);
                var last = first;
                while (last < n && sorted[last] == targets[i])
                {
                    last++;
                }

                targets[i] = quartile + (deviation * (NormalCurve.Quantile(0.5 * (first + last) / n) - start));
            }
        }
    }

    private static int LowerBound(double[] sorted, double value)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static void Standardise(double[] targets)
    {
        double mean = 0, squares = 0;
        foreach (var target in targets)
        {
            mean += target / targets.Length;
        }

        foreach (var target in targets)
        {
            squares += (target - mean) * (target - mean);
        }

        // Differences at the level of rounding are no differences.
        var deviation = Math.Sqrt(squares / targets.Length);
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = deviation > 1e-13 ? (targets[i] - mean) / deviation : 0;
        }
    }
}
