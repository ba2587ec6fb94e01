namespace Slipway.Tuning;

/// <summary>A metric that a search makes as low or as high as it can.</summary>
/// <param name="Metric"><c>channel:metric</c>, e.g. <c>validation:accuracy</c>.</param>
/// <param name="Direction">Which way it gets better.</param>
public sealed record Objective(string Metric, MetricDirection Direction)
{
    /// <summary>Whether one value is better than another.</summary>
    /// <param name="value">The one.</param>
    /// <param name="other">The other.</param>
    public bool IsBetter(double value, double other) => Direction == MetricDirection.Maximize ? value > other : value < other;

    /// <summary>The value itself when minimising, its negative when maximising: always lower is better.</summary>
    /// <param name="value">The value.</param>
    public double ToLoss(double value) => Direction == MetricDirection.Maximize ? -value : value;
}
