namespace Slipway.Jobs;

/// <summary>What a job has written since a <see cref="JobReader"/> looked last.</summary>
/// <param name="Metrics">Metrics.</param>
/// <param name="Logs">Lines of the log.</param>
internal sealed record JobLines(IReadOnlyList<TrainingMetric> Metrics, IReadOnlyList<string> Logs);
