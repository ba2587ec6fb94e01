using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Slipway.Telemetry;

/// <summary>The measurements of the object store, in the meter <see cref="SlipwayTelemetry.Name"/>.</summary>
internal static class S3Telemetry
{
    private static readonly Meter Meter = new(SlipwayTelemetry.Name, typeof(S3Telemetry).Assembly.GetName().Version?.ToString(3));
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("slipway.s3.requests", "{request}", "Requests to S3, each attempt, by operation and outcome.");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("slipway.s3.request.duration", "s", "Time of one attempt, with its body.");
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("slipway.s3.retries", "{request}", "Attempts that failed and are made again, by operation and reason.");
    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>("slipway.s3.bytes", "By", "Bytes of objects, by direction: read or write.");

    /// <summary>An attempt ended.</summary>
    /// <param name="operation">S3's name of the operation.</param>
    /// <param name="outcome"><c>ok</c>, or the reason of the failure.</param>
    /// <param name="duration">From its turn to its end.</param>
    public static void Ended(string operation, string outcome, TimeSpan duration)
    {
        var tags = new TagList { { "slipway.s3.operation", operation }, { "slipway.s3.outcome", outcome } };
        Requests.Add(1, tags);
        Duration.Record(duration.TotalSeconds, tags);
    }

    public static void Retried(string operation, string reason) =>
        Retries.Add(1, new("slipway.s3.operation", operation), new KeyValuePair<string, object?>("slipway.s3.reason", reason));

    public static void Read(long bytes) => Bytes.Add(bytes, new KeyValuePair<string, object?>("slipway.s3.direction", "read"));

    public static void Written(long bytes) => Bytes.Add(bytes, new KeyValuePair<string, object?>("slipway.s3.direction", "write"));
}
