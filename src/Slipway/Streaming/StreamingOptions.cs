using System.Text.Json.Nodes;

namespace Slipway;

/// <summary>How a model learns from a stream.</summary>
public sealed record StreamingOptions
{
    /// <summary>
    /// Rows of a micro-batch: what is scored, then learned, at once. Default 256; at least 1. A micro-batch is smaller only at the end of the stream,
    /// when <see cref="MicroBatchDelay"/> is over, and over record batches, which are not joined.
    /// </summary>
    public int MicroBatchRows { get; init; } = 256;

    /// <summary>
    /// How long rows may wait for others, from the first row of a micro-batch on. Default null: until there are <see cref="MicroBatchRows"/>; positive.
    /// </summary>
    public TimeSpan? MicroBatchDelay { get; init; }

    /// <summary>
    /// Rows of a window; windows do not overlap, and end with the micro-batch that reaches this many. The first window's rows are held in memory until
    /// features are fitted on it (unless there is an initial model, whose features are used); metrics and drift are reported for whole windows; an
    /// algorithm that cannot learn micro-batch by micro-batch learns window by window. Default 8,192; at least 2.
    /// </summary>
    public int WindowRows { get; init; } = 8192;

    /// <summary>Time after which a window ends even with fewer rows. Default null: none; positive.</summary>
    public TimeSpan? WindowTime { get; init; }

    /// <summary>
    /// Most micro-batches that are read and wait to be learned (the first window apart): the stream is never read further ahead. Default 4; at least 1.
    /// </summary>
    public int QueuedMicroBatches { get; init; } = 4;

    /// <summary>
    /// Whether the model must be what it would be without any interruption, bit for bit: each row is learned exactly once, in the same micro-batch.
    /// Needs a source with positions, and borders that do not depend on time. Default false; a source with positions is then still learned row by row
    /// exactly once, in whatever micro-batches came about.
    /// </summary>
    public bool ExactlyOnce { get; init; }

    /// <summary>Rows between snapshots. Default null: by <see cref="SnapshotInterval"/> alone; at least 1.</summary>
    public long? SnapshotRows { get; init; }

    /// <summary>Least time between snapshots. Default one minute; null: by <see cref="SnapshotRows"/> alone; not negative.</summary>
    public TimeSpan? SnapshotInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Snapshots that are kept, the newest. Default 3; at least 1.</summary>
    public int KeptSnapshots { get; init; } = 3;

    /// <summary>What counts as drift; null: it is not looked for. Default: the defaults.</summary>
    public DriftOptions? Drift { get; init; } = new();

    internal IEnumerable<string> FindProblems()
    {
        if (MicroBatchRows is < 1 or > 16_777_216)
        {
            yield return $"MicroBatchRows is {MicroBatchRows}; allowed: 1 to 16777216.";
        }

        if (WindowRows < 2)
        {
            yield return $"WindowRows is {WindowRows}; allowed: at least 2.";
        }

        if (QueuedMicroBatches is < 1 or > 65_536)
        {
            yield return $"QueuedMicroBatches is {QueuedMicroBatches}; allowed: 1 to 65536.";
        }

        if (KeptSnapshots < 1)
        {
            yield return $"KeptSnapshots is {KeptSnapshots}; allowed: at least 1.";
        }

        if (SnapshotRows is < 1)
        {
            yield return $"SnapshotRows is {SnapshotRows}; allowed: at least 1, or null.";
        }

        if (SnapshotInterval is { } interval && interval < TimeSpan.Zero)
        {
            yield return $"SnapshotInterval is {interval}; allowed: zero or more, or null.";
        }

        foreach (var (name, time) in new[] { (nameof(MicroBatchDelay), MicroBatchDelay), (nameof(WindowTime), WindowTime) })
        {
            if (time is { } given && given <= TimeSpan.Zero)
            {
                yield return $"{name} is {given}; allowed: a positive time, or null.";
            }

            if (time is not null && ExactlyOnce)
            {
                yield return $"{name} is {time}, so borders depend on time; with ExactlyOnce they must depend on rows alone: leave it null.";
            }
        }

        foreach (var problem in Drift?.FindProblems() ?? [])
        {
            yield return problem;
        }
    }

    /// <summary>What decides the model, and the shape of what is kept.</summary>
    internal JsonObject Identity() => new()
    {
        ["micro_batch_rows"] = MicroBatchRows,
        ["micro_batch_delay"] = MicroBatchDelay?.ToString("c"),
        ["window_rows"] = WindowRows,
        ["window_time"] = WindowTime?.ToString("c"),
        ["exactly_once"] = ExactlyOnce,
        ["drift_features"] = Drift?.MaxFeatures,
        ["drift_sample_rows"] = Drift?.SampleRows,
    };
}
