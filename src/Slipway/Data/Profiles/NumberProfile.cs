namespace Slipway.Data;

/// <summary>Statistics of numbers.</summary>
/// <param name="Count">Numbers that are not missing.</param>
/// <param name="Minimum">Smallest.</param>
/// <param name="Maximum">Largest.</param>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="StandardDeviation">Square root of the unbiased variance; 0 for one number, infinite where the variance exceeds a double.</param>
/// <param name="Zeros">How many are zero.</param>
/// <param name="Quantiles">
/// At 1%, 5%, 25%, 50%, 75%, 95% and 99%. Exact up to 10,000 different numbers (linear interpolation), then from a t-digest (Dunning and Ertl, 2019).
/// </param>
/// <param name="Histogram">Fractions of the numbers in 20 bins of equal width from minimum to maximum, from the same digest; one bin when all are equal.</param>
public sealed record NumberProfile(
    long Count, double Minimum, double Maximum, double Mean, double StandardDeviation, long Zeros, IReadOnlyList<QuantileValue> Quantiles,
    IReadOnlyList<double> Histogram);
