namespace Slipway.Tuning;

/// <summary>
/// Losses as targets of a Gaussian process, with mean 0 and variance 1. The better half keeps its proportions; the worse half keeps its order
/// only and is laid along the normal curve (the half-rank warp of Song et al., The Vizier Gaussian process bandit algorithm, 2024,
/// section 4.1), so that the terrible does not hide the difference between good and best.
/// </summary>
internal static class TargetTransform
{
    public static double[] Apply(ReadOnlySpan<double> losses, bool ranksWorseHalf)
    {
        var n = losses.Length;
        var targets = new double[n];

        // Through the largest magnitude: neither 1e300 nor the smallest denormal overflows or vanishes in what follows.
        var largest = VectorMath.LargestMagnitude(losses);
        for (var i = 0; i < n && largest > 0; i++)
        {
            targets[i] = losses[i] / largest;
        }

        if (ranksWorseHalf)
        {
            RankWorseHalf(targets);
        }

        Standardise(targets);
        return targets;
    }

    private static void RankWorseHalf(double[] targets)
    {
        var n = targets.Length;
        var sorted = targets.AsSpan().ToArray();
        Array.Sort(sorted);
        var middle = n % 2 == 1 ? sorted[n / 2] : 0.5 * (sorted[(n / 2) - 1] + sorted[n / 2]);

        // A normal curve's standard deviation, from its better half.
        double squares = 0;
        var better = 0;
        for (; better < n && sorted[better] < middle; better++)
        {
            squares += (sorted[better] - middle) * (sorted[better] - middle);
        }

        if (better == 0)
        {
            return;
        }

        var deviation = Math.Sqrt(squares / better);
        for (var i = 0; i < n; i++)
        {
            if (targets[i] > middle)
            {
                // Ties share the middle of their ranks.
                var first = LowerBound(sorted, targets[i]);
                var last = first;
                while (last < n && sorted[last] == targets[i])
                {
                    last++;
                }

                targets[i] = middle + (deviation * NormalCurve.Quantile(0.5 * (first + last) / n));
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
