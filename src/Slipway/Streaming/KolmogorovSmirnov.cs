namespace Slipway.Streaming;

/// <summary>The two-sample test of Kolmogorov and Smirnov (Smirnov, Annals of Mathematical Statistics 19, 1948).</summary>
internal static class KolmogorovSmirnov
{
    private const int MaximumTerms = 100;

    /// <summary>Largest distance between the two empirical distribution functions.</summary>
    /// <param name="first">Ascending.</param>
    /// <param name="second">Ascending.</param>
    public static double Distance(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        int i = 0, j = 0;
        var largest = 0.0;
        while (i < first.Length && j < second.Length)
        {
            var value = Math.Min(first[i], second[j]);
            while (i < first.Length && first[i] <= value)
            {
                i++;
            }

            while (j < second.Length && second[j] <= value)
            {
                j++;
            }

            largest = Math.Max(largest, Math.Abs(((double)i / first.Length) - ((double)j / second.Length)));
        }

        return largest;
    }

    /// <summary>
    /// Probability of at least this distance between samples of one continuous distribution: Kolmogorov's limit with the correction of Stephens
    /// (Journal of the Royal Statistical Society B 32, 1970) for finite samples. Too large, never too small by much, when values are tied.
    /// </summary>
    public static double PValue(double distance, int first, int second)
    {
        var effective = Math.Sqrt((double)first * second / (first + second));
        var lambda = (effective + 0.12 + (0.11 / effective)) * distance;
        if (lambda < 0.2)
        {
            return 1; // 1 to within 1e-12
        }

        var sum = 0.0;
        for (var k = 1; k <= MaximumTerms; k++)
        {
            var term = Math.Exp(-2.0 * k * k * lambda * lambda);
            sum += k % 2 == 1 ? term : -term;
            if (term < 1e-16)
            {
                break;
            }
        }

        return Math.Clamp(2 * sum, 0, 1);
    }
}
