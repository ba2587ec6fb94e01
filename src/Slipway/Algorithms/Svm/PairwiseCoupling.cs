namespace Slipway;

/// <summary>
/// Class probabilities from those of pairs: the second method of Wu, Lin and Weng, "Probability Estimates for Multi-class Classification by
/// Pairwise Coupling", JMLR 5, 2004 (algorithm 2).
/// </summary>
internal static class PairwiseCoupling
{
    private const double Smallest = 1e-7;

    /// <summary>Finds the probabilities.</summary>
    /// <param name="pairs">[k x k]: element (a, b) is the probability of a, given a or b.</param>
    /// <param name="k">Number of classes.</param>
    /// <param name="probabilities">Receives k values that sum to 1.</param>
    public static void Couple(ReadOnlySpan<double> pairs, int k, Span<double> probabilities)
    {
        Span<double> q = k <= 32 ? stackalloc double[k * k] : new double[k * k];
        Span<double> qp = k <= 128 ? stackalloc double[k] : new double[k];
        for (var t = 0; t < k; t++)
        {
            probabilities[t] = 1.0 / k;
            q[(t * k) + t] = 0;
            for (var j = 0; j < k; j++)
            {
                if (j != t)
                {
                    double other = Clamp(pairs[(j * k) + t]), own = Clamp(pairs[(t * k) + j]);
                    q[(t * k) + t] += other * other;
                    q[(t * k) + j] = -other * own;
                }
            }
        }

        var tolerance = 0.005 / k;
        for (var iteration = 0; iteration < Math.Max(100, k); iteration++)
        {
            var pqp = 0.0;
            for (var t = 0; t < k; t++)
            {
                qp[t] = 0;
                for (var j = 0; j < k; j++)
                {
                    qp[t] += q[(t * k) + j] * probabilities[j];
                }

                pqp += probabilities[t] * qp[t];
            }

            var largest = 0.0;
            for (var t = 0; t < k; t++)
            {
                largest = Math.Max(largest, Math.Abs(qp[t] - pqp));
            }

            if (largest < tolerance)
            {
                return;
            }

            for (var t = 0; t < k; t++)
            {
                var change = (-qp[t] + pqp) / q[(t * k) + t];
                probabilities[t] += change;
                pqp = (pqp + (change * ((change * q[(t * k) + t]) + (2 * qp[t])))) / (1 + change) / (1 + change);
                for (var j = 0; j < k; j++)
                {
                    qp[j] = (qp[j] + (change * q[(t * k) + j])) / (1 + change);
                    probabilities[j] /= 1 + change;
                }
            }
        }
    }

    private static double Clamp(double p) => Math.Clamp(p, Smallest, 1 - Smallest);
}
