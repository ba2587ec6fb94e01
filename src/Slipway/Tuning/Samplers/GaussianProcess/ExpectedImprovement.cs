namespace Slipway.Tuning;

/// <summary>Expected improvement over a standard normal prediction.</summary>
internal static class ExpectedImprovement
{
    private const double LogRootTwoPi = 0.91893853320467274178;

    /// <summary>
    /// The logarithm of <c>h(z) = φ(z) + z Φ(z)</c>, expected improvement over a standard deviation (Ament et al., Unexpected improvements to
    /// expected improvement for Bayesian optimization, 2023, section 4.1), and its derivative <c>Φ(z) / h(z)</c>.
    /// </summary>
    public static (double Value, double Slope) Log(double z)
    {
        if (z > -1)
        {
            var density = Math.Exp((-0.5 * z * z) - LogRootTwoPi);
            var below = z > 0 ? 1 - (density * NormalCurve.Mills(z)) : density * NormalCurve.Mills(-z);
            var improvement = density + (z * below);
            return (Math.Log(improvement), below / improvement);
        }

        // h = φ (1 + z R) with the Mills ratio R = Φ / φ; far out the bracket is the series 1/z² - 3/z⁴ + 15/z⁶ - 105/z⁸.
        var ratio = NormalCurve.Mills(-z);
        var square = 1 / (z * z);
        var bracket = z < -50 ? square * (1 - (square * (3 - (square * (15 - (105 * square)))))) : 1 + (z * ratio);
        return ((-0.5 * z * z) - LogRootTwoPi + Math.Log(bracket), ratio / bracket);
    }
}
