namespace Slipway;

/// <summary>The real numbers between two bounds, both included; made by <see cref="ParameterRange"/>.</summary>
/// <param name="Minimum">Smallest value.</param>
/// <param name="Maximum">Largest value.</param>
/// <param name="Scale">On which scale equal steps matter equally.</param>
public sealed record ContinuousRange(double Minimum, double Maximum, ParameterScale Scale);
