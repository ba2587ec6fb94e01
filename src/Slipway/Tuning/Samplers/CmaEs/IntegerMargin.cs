namespace Slipway.Tuning;

/// <summary>
/// Keeps the neighbours of a whole number possible: the probability to leave the mean's cell never falls below a margin, half of it on each side
/// (Hamano, Saito, Nomura and Shirakawa, "CMA-ES with margin", GECCO 2022, section 4). Without it the distribution soon lies in one cell, where every
/// trial is the same. Mirrored bounds spare the paper's separate case of the outermost cells.
/// </summary>
internal static class IntegerMargin
{
    /// <summary>Corrects a mean and the scales in place.</summary>
    /// <param name="axes">The coordinates.</param>
    /// <param name="mean">Inside the unit cube.</param>
    /// <param name="scales">One a coordinate.</param>
    /// <param name="deviation">Standard deviation of a coordinate before its scale.</param>
    /// <param name="margin">The smallest probability.</param>
    public static void Apply(NumericAxis[] axes, double[] mean, double[] scales, Func<int, double> deviation, double margin)
    {
        for (var j = 0; j < axes.Length; j++)
        {
            if (axes[j].IsWhole)
                (mean[j], scales[j]) = Correct(axes[j].Cell(mean[j]), mean[j], scales[j], deviation(j), margin / 2);
        }
    }

    private static (double Mean, double Scale) Correct((double Low, double High) cell, double mean, double scale, double deviation, double floor)
    {
        var below = NormalCurve.Cumulative((cell.Low - mean) / (deviation * scale));
        var above = NormalCurve.Cumulative((mean - cell.High) / (deviation * scale));
        if (below >= floor && above >= floor)
            return (mean, scale);

        // The three probabilities with floors sum to more than 1; the excess is taken from each in proportion to what it has over its floor.
        var inside = 1 - below - above;
        (below, above) = (Math.Max(below, floor), Math.Max(above, floor));
        var sum = below + above + inside;
        var kept = 1 - ((sum - 1) / (sum - (3 * floor)));
        var (lowQuantile, highQuantile) = (-NormalCurve.Quantile(floor + (kept * (below - floor))), -NormalCurve.Quantile(floor + (kept * (above - floor))));
        var width = lowQuantile + highQuantile;
        return (((cell.Low * highQuantile) + (cell.High * lowQuantile)) / width, (cell.High - cell.Low) / (deviation * width));
    }
}
