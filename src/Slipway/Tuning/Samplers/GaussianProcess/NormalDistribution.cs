namespace Slipway.Tuning;

/// <summary>The scaled complementary error function (Cody, Rational Chebyshev approximations for the error function, 1969) and what builds on it.</summary>
internal static class NormalDistribution
{
    public const double LogRootTwoPi = 0.91893853320467274178;
    private const double RootHalfPi = 1.2533141373155002512;
    private const double InverseRootPi = 0.56418958354775628695;

    private static readonly double[] NearTop =
        [3.16112374387056560e00, 1.13864154151050156e02, 3.77485237685302021e02, 3.20937758913846947e03, 1.85777706184603153e-1];

    private static readonly double[] NearBottom = [2.36012909523441209e01, 2.44024637934444173e02, 1.28261652607737228e03, 2.84423683343917062e03];

    private static readonly double[] MiddleTop =
    [
        5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e01, 2.98635138197400131e02, 8.81952221241769090e02,
        1.71204761263407058e03, 2.05107837782607147e03, 1.23033935479799725e03, 2.15311535474403846e-8,
    ];

    private static readonly double[] MiddleBottom =
    [
        1.57449261107098347e01, 1.17693950891312499e02, 5.37181101862009858e02, 1.62138957456669019e03, 3.29079923573345963e03,
        4.36261909014324716e03, 3.43936767414372164e03, 1.23033935480374942e03,
    ];

    private static readonly double[] FarTop =
    [
        3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4,
        1.63153871373020978e-2,
    ];

    private static readonly double[] FarBottom =
        [2.56852019228982242e00, 1.87295284992346047e00, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3];

    /// <summary><c>exp(x²) erfc(x)</c> for x of at least 0.</summary>
    public static double ScaledErfc(double x)
    {
        double top, bottom;
        if (x <= 0.46875)
        {
            var square = x * x;
            top = NearTop[4] * square;
            bottom = square;
            for (var i = 0; i < 3; i++)
            {
                top = (top + NearTop[i]) * square;
                bottom = (bottom + NearBottom[i]) * square;
            }

            return Math.Exp(square) * (1 - (x * (top + NearTop[3]) / (bottom + NearBottom[3])));
        }

        if (x <= 4)
        {
            top = MiddleTop[8] * x;
            bottom = x;
            for (var i = 0; i < 7; i++)
            {
                top = (top + MiddleTop[i]) * x;
                bottom = (bottom + MiddleBottom[i]) * x;
            }

            return (top + MiddleTop[7]) / (bottom + MiddleBottom[7]);
        }

        var inverse = 1 / (x * x);
        top = FarTop[5] * inverse;
        bottom = inverse;
        for (var i = 0; i < 4; i++)
        {
            top = (top + FarTop[i]) * inverse;
            bottom = (bottom + FarBottom[i]) * inverse;
        }

        return (InverseRootPi - (inverse * (top + FarTop[4]) / (bottom + FarBottom[4]))) / x;
    }

    /// <summary>
    /// The logarithm of <c>h(z) = φ(z) + z Φ(z)</c>, expected improvement over a standard deviation (Ament et al., Unexpected improvements to
    /// expected improvement for Bayesian optimization, 2023, section 4.1), and its derivative <c>Φ(z) / h(z)</c>.
    /// </summary>
    public static (double Value, double Slope) LogImprovement(double z)
    {
        if (z > -1)
        {
            var density = Math.Exp((-0.5 * z * z) - LogRootTwoPi);
            var below = z > 0 ? 1 - (density * Mills(z)) : density * Mills(-z);
            var improvement = density + (z * below);
            return (Math.Log(improvement), below / improvement);
        }

        // h = φ (1 + z R) with the Mills ratio R = Φ / φ; far out the bracket is the series 1/z² - 3/z⁴ + 15/z⁶ - 105/z⁸.
        var ratio = Mills(-z);
        var square = 1 / (z * z);
        var bracket = z < -50 ? square * (1 - (square * (3 - (square * (15 - (105 * square)))))) : 1 + (z * ratio);
        return ((-0.5 * z * z) - LogRootTwoPi + Math.Log(bracket), ratio / bracket);
    }

    /// <summary><c>(1 - Φ(x)) / φ(x)</c> for x of at least 0.</summary>
    private static double Mills(double x) => RootHalfPi * ScaledErfc(x * Math.Sqrt(0.5));
}
