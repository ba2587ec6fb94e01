namespace Slipway.Tuning;

/// <summary>The standard normal distribution in double precision.</summary>
internal static class NormalCurve
{
    private const double InverseRootTwo = 0.70710678118654752440;
    private const double RootHalfPi = 1.2533141373155002512;
    private const double NearZero = 0.46875;

    /// <summary>Probability of a value below <paramref name="z"/>; relative error below 1e-14 down to -8, and below z^2 1.2e-16 in the tail beyond.</summary>
    public static double Cumulative(double z) => z < 0 ? 0.5 * ComplementaryError(-z * InverseRootTwo) : 1 - (0.5 * ComplementaryError(z * InverseRootTwo));

    /// <summary>Probability of a value between two; no cancellation in the tails.</summary>
    public static double Between(double low, double high) => low > 0
        ? 0.5 * (ComplementaryError(low * InverseRootTwo) - ComplementaryError(high * InverseRootTwo))
        : Cumulative(high) - Cumulative(low);

    /// <summary>The value below which a share of the distribution lies (Wichura, algorithm AS 241, PPND16; Applied Statistics 37, 1988).</summary>
    /// <param name="share">More than 0, less than 1.</param>
    public static double Quantile(double share)
    {
        var q = share - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var s = 0.180625 - (q * q);
            return q * Polynomial(s,
                [2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125,
                    1971.5909503065514427, 133.14166789178437745, 3.387132872796366608]) /
                Polynomial(s,
                [5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077,
                    687.1870074920579083, 42.313330701600911252, 1.0]);
        }

        var r = Math.Sqrt(-Math.Log(q < 0 ? share : 1 - share));
        double tail;
        if (r <= 5)
        {
            r -= 1.6;
            tail = Polynomial(r,
                [7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258, 3.64784832476320460504,
                    5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734]) /
                Polynomial(r,
                [1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459, 0.68976733498510000455,
                    1.6763848301838038494, 2.05319162663775882187, 1.0]);
        }
        else
        {
            r -= 5;
            tail = Polynomial(r,
                [2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093, 0.29656057182850489123,
                    1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772]) /
                Polynomial(r,
                [2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4, 0.0148753612908506148525,
                    0.13692988092273580531, 0.59983220655588793769, 1.0]);
        }

        return q < 0 ? -tail : tail;
    }

    /// <summary><c>(1 - Φ(x)) / φ(x)</c> for x of at least 0: the Mills ratio, which does not underflow.</summary>
    public static double Mills(double x) => RootHalfPi * ScaledComplementaryError(x * InverseRootTwo);

    /// <summary>
    /// <c>exp(x²) erfc(x)</c> for x of at least 0 (Cody, "Rational Chebyshev approximations for the error function", Mathematics of Computation 23, 1969).
    /// </summary>
    public static double ScaledComplementaryError(double x) => x <= NearZero ? Math.Exp(x * x) * ErrorNearZero(x) : ScaledTail(x);

    private static double ComplementaryError(double x)
    {
        if (x <= NearZero)
        {
            return ErrorNearZero(x);
        }

        if (x > 26.5)
        {
            return 0;
        }

        // exp(-x^2) in two parts: the square of a short x is exact.
        var rounded = Math.Truncate(x * 16) / 16;
        return Math.Exp(-rounded * rounded) * Math.Exp(-(x - rounded) * (x + rounded)) * ScaledTail(x);
    }

    private static double ErrorNearZero(double x)
    {
        var s = x * x;
        return 1 - (x * Polynomial(s,
            [1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3]) /
            Polynomial(s, [1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3]));
    }

    private static double ScaledTail(double x)
    {
        if (x <= 4)
        {
            return Polynomial(x,
                [2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2,
                    8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3]) /
                Polynomial(x,
                [1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
                    3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3]);
        }

        var inverse = 1 / (x * x);
        var far = inverse * Polynomial(inverse,
            [1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2,
                6.58749161529837803e-4]) /
            Polynomial(inverse, [1.0, 2.56852019228982242, 1.87295284992346047, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3]);
        return (0.56418958354775628695 - far) / x;
    }

    // Highest power first.
    private static double Polynomial(double x, ReadOnlySpan<double> coefficients)
    {
        var sum = coefficients[0];
        for (var i = 1; i < coefficients.Length; i++)
            sum = (sum * x) + coefficients[i];

        return sum;
    }
}
