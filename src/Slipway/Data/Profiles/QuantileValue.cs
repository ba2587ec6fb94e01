namespace Slipway.Data;

/// <summary>A quantile.</summary>
/// <param name="Probability">Share of the numbers that are at most <paramref name="Value"/>, 0 to 1.</param>
/// <param name="Value">The number.</param>
public readonly record struct QuantileValue(double Probability, double Value);
