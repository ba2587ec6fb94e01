namespace Slipway.Tuning;

/// <summary>A search has converged when its best trials are as good as each other.</summary>
/// <param name="Trials">How many of the best trials.</param>
/// <param name="Tolerance">Largest difference between their values.</param>
internal sealed record ConvergenceRule(int Trials, double Tolerance);
