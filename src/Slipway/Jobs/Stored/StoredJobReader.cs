using System.Globalization;
using System.Text;
using Slipway.Storage;

namespace Slipway.Jobs;

/// <summary>
/// Reads a job's directory in an object store, attempt by attempt, segments by the next name. A job is alive while its sign of life changes; that it has
/// not changed for the lease's duration is told by this process's own stop-watch.
/// </summary>
/// <param name="folder">The directory.</param>
/// <param name="clock">The stop-watch.</param>
internal sealed class StoredJobReader(StoredJobFolder folder, TimeProvider clock) : JobReader
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    private int _attempt = 1;
    private int _metricSegments;
    private int _logSegments;
    private int _metricsOfAttempt;
    private int _metricsRead;
    private int _seenAttempt;
    private byte[] _seenBeat = [];
    private long _seenAt;
    private LeaseClaim? _claim;

    public override TimeSpan PollInterval { get; } = TimeSpan.FromSeconds(1);

    public override async ValueTask<JobStatus?> ReadStatusAsync(CancellationToken cancellationToken)
    {
        var last = await folder.Attempts.LastAsync(_seenAttempt, cancellationToken).ConfigureAwait(false);
        if (last == 0)
        {
            return null;
        }

        var beat = await folder.Attempts.ReadBeatAsync(last, cancellationToken).ConfigureAwait(false) ?? [];
        if (last != _seenAttempt)
        {
            _claim = await folder.Attempts.ReadClaimAsync(last, cancellationToken).ConfigureAwait(false);
        }

        if (last != _seenAttempt || !beat.AsSpan().SequenceEqual(_seenBeat))
        {
            (_seenAttempt, _seenBeat, _seenAt) = (last, beat, clock.GetTimestamp());
        }

        var status = StoredJobFolder.ParseStatus(beat) ?? await folder.ReadStatusAsync(last, cancellationToken).ConfigureAwait(false);
        return status is { IsTerminal: false } && _claim is { } claim && clock.GetElapsedTime(_seenAt) > claim.Duration + Margin
            ? status with
            {
                State = JobState.Failed,
                Reason = $"{claim.Holder[..1].ToUpperInvariant()}{claim.Holder[1..]} has given no sign of life for {claim.Duration}. " +
                    "Submit the job again under the same name to go on from its last checkpoint.",
            }
            : status;
    }

    public override async ValueTask<JobStatus?> ReadCertainStatusAsync(CancellationToken cancellationToken)
    {
        var status = await ReadStatusAsync(cancellationToken).ConfigureAwait(false);
        if (status is not { IsTerminal: false } || _claim is not { } claim)
        {
            return status;
        }

        // A clock that says that the sign is fresh saves the waiting; one that says otherwise may be wrong and proves nothing.
        var sign = await folder.Attempts.LastSignAsync(_seenAttempt, cancellationToken).ConfigureAwait(false);
        var (first, attempt) = (_seenBeat, _seenAttempt);
        var fresh = clock.GetUtcNow() - sign is { } age && age.Duration() < claim.Duration;
        while (!fresh && status is { IsTerminal: false } && attempt == _seenAttempt && first.AsSpan().SequenceEqual(_seenBeat))
        {
            await Task.Delay(PollInterval, clock, cancellationToken).ConfigureAwait(false);
            status = await ReadStatusAsync(cancellationToken).ConfigureAwait(false);
        }

        return status;
    }

    public override async ValueTask<JobLines> ReadNewLinesAsync(CancellationToken cancellationToken)
    {
        var metrics = new List<TrainingMetric>();
        var logs = new List<string>();
        while (true)
        {
            var over = _attempt < _seenAttempt; // asked before reading: whoever took over found the attempt without life
            await ReadAttemptAsync(metrics, logs, cancellationToken).ConfigureAwait(false);
            if (!over)
            {
                return new JobLines(metrics, logs);
            }

            _attempt++;
            _metricSegments = _logSegments = _metricsOfAttempt = 0;
        }
    }

    private async Task ReadAttemptAsync(List<TrainingMetric> metrics, List<string> logs, CancellationToken cancellationToken)
    {
        while (await NextAsync(StoredJobFolder.Metrics, _metricSegments + 1, cancellationToken).ConfigureAwait(false) is { } lines)
        {
            _metricSegments++;
            foreach (var metric in JobDirectory.ParseMetrics(lines))
            {
                // An attempt begins with the metrics that it keeps of those before.
                if (++_metricsOfAttempt > _metricsRead)
                {
                    _metricsRead++;
                    metrics.Add(metric);
                }
            }
        }

        while (await NextAsync(StoredJobFolder.Logs, _logSegments + 1, cancellationToken).ConfigureAwait(false) is { } lines)
        {
            _logSegments++;
            logs.AddRange(lines);
        }
    }

    private async Task<string[]?> NextAsync(string kind, int number, CancellationToken cancellationToken) =>
        await WholeObject.ReadAsync(folder.Store, folder.Segment(_attempt, kind, number), cancellationToken).ConfigureAwait(false) is { } content
            ? Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : null;
}
