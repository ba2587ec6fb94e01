namespace Slipway.Jobs;

/// <summary>Which of a job's metrics are the metrics of its model.</summary>
internal static class ModelMetrics
{
    /// <summary>The last value of every metric; when the model of an earlier epoch was kept, the last one up to that epoch.</summary>
    /// <param name="metrics">All metrics in the order of their reports.</param>
    /// <param name="modelEpoch">The epoch whose model was kept; null for the last.</param>
    public static IReadOnlyList<TrainingMetric> Of(IEnumerable<TrainingMetric> metrics, int? modelEpoch)
    {
        var last = new Dictionary<string, TrainingMetric>(StringComparer.Ordinal);
        foreach (var metric in metrics)
        {
            if (modelEpoch is not { } epoch || metric.Epoch <= epoch)
            {
                last[metric.Name] = metric;
            }
        }

        return [.. last.Values];
    }
}
