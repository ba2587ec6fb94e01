using Slipway.Jobs;

namespace Slipway.Streaming;

/// <summary>Metrics of a stream: all of them to whoever listens, those of whole windows to the job's file as well.</summary>
internal sealed class StreamMetrics(JobDirectory directory, EventFeed<StreamMetric> feed, TimeProvider clock)
{
    private readonly Dictionary<string, TrainingMetric> _latest = new(StringComparer.Ordinal);

    /// <summary>Lines of the file that belong to the state.</summary>
    public int Kept { get; private set; }

    /// <summary>The last value of each score of a window; a model keeps them.</summary>
    public IReadOnlyList<TrainingMetric> Latest => [.. _latest.Values];

    public void OfMicroBatch(string name, double value, MetricDirection direction, int window, long rows) =>
        feed.Publish(new StreamMetric(name, value, direction, window, rows, clock.GetUtcNow()));

    public void OfWindow(string name, double value, MetricDirection direction, int window, long rows)
    {
        var time = clock.GetUtcNow();
        var metric = new TrainingMetric(name, value, direction, window, time);
        Remember(metric);
        directory.AppendMetric(metric);
        Kept++;
        feed.Publish(new StreamMetric(name, value, direction, window, rows, time));
    }

    /// <summary>Drops what was reported after a checkpoint: it is reported again.</summary>
    public void Rewind(int count)
    {
        directory.TruncateMetrics(count);
        Kept = count;
        foreach (var metric in JobDirectory.ReadMetrics(directory.Root))
        {
            Remember(metric);
        }
    }

    private void Remember(TrainingMetric metric)
    {
        if (metric.Name.StartsWith("window:", StringComparison.Ordinal))
        {
            _latest[metric.Name] = metric;
        }
    }
}
