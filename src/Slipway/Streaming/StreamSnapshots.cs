using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Slipway.Jobs;
using Slipway.Telemetry;

namespace Slipway.Streaming;

/// <summary>
/// The snapshots of a streaming job: a model file for each, a copy of the newest one under a fixed name, and, in one checkpoint, the whole state with
/// the position in the stream. Each file becomes visible whole; only the checkpoint counts when the job goes on.
/// </summary>
internal sealed class StreamSnapshots(string root, StreamingSpec spec, CheckpointStore checkpoints, ILogger logger)
{
    public const string LatestName = "latest.tar.gz";
    private const string Prefix = "rows-";
    private readonly string _folder = Path.Combine(root, "snapshots");
    private long _lastRows;
    private long _lastTime = spec.Job.Services.Clock.GetTimestamp();

    /// <summary>The newest model file; null before the first.</summary>
    public string? Last { get; private set; } = Newest(Path.Combine(root, "snapshots"));

    public bool IsDue(long rows) =>
        (spec.Options.SnapshotRows is { } every && rows - _lastRows >= every)
        || (spec.Options.SnapshotInterval is { } interval && spec.Job.Services.Clock.GetElapsedTime(_lastTime) >= interval);

    /// <summary>Says where the state was when the job went on.</summary>
    public void StartAt(long rows) => _lastRows = rows;

    public void Save(StreamState state, TrainedModel model, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        Directory.CreateDirectory(_folder);
        var file = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{state.Rows:D12}.tar.gz"));
        foreach (var target in new[] { file, Path.Combine(_folder, LatestName) })
        {
            model.SaveAsync(target, spec.Job.Services, cancellationToken).AsTask().GetAwaiter().GetResult();
        }

        checkpoints.Save(state.Save);
        Last = file;
        _lastRows = state.Rows;
        _lastTime = spec.Job.Services.Clock.GetTimestamp();
        foreach (var old in Files(_folder).SkipLast(spec.Options.KeptSnapshots))
        {
            File.Delete(old);
        }

        LogMessages.SnapshotSaved(logger, state.Rows, file, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static string? Newest(string folder) => Files(folder).LastOrDefault();

    private static IOrderedEnumerable<string> Files(string folder) =>
        (Directory.Exists(folder) ? Directory.GetFiles(folder, Prefix + "*.tar.gz") : []).Order(StringComparer.Ordinal);
}
