using System.Globalization;

namespace Slipway.Tuning;

/// <summary>The three scales of numeric parameters: the transformation, its inverse, and what bounds it allows.</summary>
internal static class NumericScale
{
    public static double Forward(ParameterScale scale, double value) => scale switch
    {
        ParameterScale.Log => Math.Log(value),
        ParameterScale.ReverseLog => -Math.Log(1 - value),
        _ => value,
    };

    public static double Backward(ParameterScale scale, double value) => scale switch
    {
        ParameterScale.Log => Math.Exp(value),
        ParameterScale.ReverseLog => 1 - Math.Exp(-value),
        _ => value,
    };

    public static IEnumerable<string> FindProblems(string name, double minimum, double maximum, ParameterScale scale)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"{name} ranges over [{minimum}, {maximum}]");
        if (!double.IsFinite(minimum) || !double.IsFinite(maximum))
        {
            yield return $"{range}; allowed: finite bounds.";
        }
        else if (!double.IsFinite(maximum - minimum))
        {
            yield return $"{range}; allowed: bounds whose difference is finite.";
        }
        else if (minimum >= maximum)
        {
            yield return $"{range}, which is {(minimum == maximum ? "one value: set it on the algorithm instead" : "empty")}; allowed: a minimum less than the maximum.";
        }
        else if (scale == ParameterScale.Log && minimum <= 0)
        {
            yield return $"{range} on a logarithmic scale; allowed: a minimum greater than 0.";
        }
        else if (scale == ParameterScale.ReverseLog && (minimum < 0 || maximum >= 1))
        {
            yield return $"{range} on a reverse logarithmic scale; allowed: at least 0 and less than 1.";
        }
    }
}
