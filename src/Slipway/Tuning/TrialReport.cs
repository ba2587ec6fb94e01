namespace Slipway.Tuning;

/// <summary>A value of the first objective's metric within a trial.</summary>
/// <param name="Step">1-based number of the report's epoch (or iteration); increases within a trial.</param>
/// <param name="Value">The value; finite.</param>
public readonly record struct TrialReport(int Step, double Value);
