namespace Slipway.Tuning;

/// <summary>
/// The distribution function <c>1 - (1 - x^a)^b</c> of Kumaraswamy on the unit interval, which stretches the part of a dimension where an
/// objective changes fast (Snoek et al., Input warping for Bayesian optimization of non-stationary functions, 2014, with this closed form in
/// place of the beta distribution).
/// </summary>
internal static class KumaraswamyWarp
{
    private const double Edge = 1e-6;

    public static double Value(double x, double a, double b) => 1 - Math.Pow(1 - Math.Pow(Inside(x), a), b);

    /// <summary>The value and its derivatives by x, by ln a and by ln b.</summary>
    public static (double Value, double ByX, double ByLogA, double ByLogB) Derivatives(double x, double a, double b)
    {
        x = Inside(x);
        var power = Math.Pow(x, a);
        var rest = 1 - power;
        var outer = Math.Pow(rest, b);
        var slope = b * outer / rest;
        return (1 - outer, slope * a * power / x, slope * a * power * Math.Log(x), -outer * b * Math.Log(rest));
    }

    // The derivatives are unbounded at the ends.
    private static double Inside(double x) => Edge + ((1 - (2 * Edge)) * x);
}
