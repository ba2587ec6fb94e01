using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Slipway.Telemetry;

/// <summary>
/// The names under which Slipway emits traces and metrics: one <see cref="ActivitySource"/> and one <see cref="Meter"/>, both named
/// <see cref="Name"/>.
/// </summary>
public static class SlipwayTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "Slipway";

    private static readonly Counter<long> Jobs;
    private static readonly Histogram<double> JobDuration;
    private static readonly Counter<long> Epochs;
    private static readonly Counter<long> Rows;

    static SlipwayTelemetry()
    {
        var version = typeof(SlipwayTelemetry).Assembly.GetName().Version?.ToString(3);
        Source = new ActivitySource(Name, version);
        var meter = new Meter(Name, version);
        Jobs = meter.CreateCounter<long>("slipway.training.jobs", "{job}", "Training jobs that ended, by algorithm and state.");
        JobDuration = meter.CreateHistogram<double>("slipway.training.duration", "s", "Time from a job's start to its end.");
        Epochs = meter.CreateCounter<long>("slipway.training.epochs", "{epoch}", "Passes over training data.");
        Rows = meter.CreateCounter<long>("slipway.data.rows", "{row}", "Training rows turned into features.");
    }

    internal static ActivitySource Source { get; }

    internal static void JobEnded(string algorithm, JobState state, TimeSpan duration)
    {
        var tags = new TagList { { "slipway.algorithm", algorithm }, { "slipway.state", state.ToString().ToLowerInvariant() } };
        Jobs.Add(1, tags);
        JobDuration.Record(duration.TotalSeconds, tags);
    }

    internal static void EpochFinished(string algorithm) => Epochs.Add(1, new KeyValuePair<string, object?>("slipway.algorithm", algorithm));

    internal static void RowsRead(long rows) => Rows.Add(rows);
}
