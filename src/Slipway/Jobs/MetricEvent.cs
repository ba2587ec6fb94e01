namespace Slipway.Jobs;

/// <summary>A metric was reported.</summary>
/// <param name="Position">0-based number of the event within the job.</param>
/// <param name="Metric">The metric.</param>
public sealed record MetricEvent(long Position, TrainingMetric Metric) : JobEvent(Position);
