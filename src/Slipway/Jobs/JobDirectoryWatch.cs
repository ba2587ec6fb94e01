using System.Globalization;
using System.Runtime.CompilerServices;

namespace Slipway.Jobs;

/// <summary>Follows a job through the files of its directory, from any process. Logs and metrics are merged by their times.</summary>
internal static class JobDirectoryWatch
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>The status in the directory; a job whose process died without a word counts as failed.</summary>
    /// <exception cref="BackendException">There is no job here.</exception>
    public static JobStatus Status(string root) => StatusOrNull(root) ?? throw new BackendException(
        $"'{root}' holds no job: there is no readable status.json. Give the job's directory, e.g. '.slipway/jobs/<job-name>'.");

    public static JobStatus? StatusOrNull(string root)
    {
        if (JobDirectory.ReadStatus(root) is not { } status)
        {
            return null;
        }

        return status.IsTerminal || IsLocked(root) || JobDirectory.ReadStatus(root) is { IsTerminal: true } ? JobDirectory.ReadStatus(root) : status with
        {
            State = JobState.Failed,
            Reason = $"Process {status.ProcessId.ToString(CultureInfo.InvariantCulture)} ended without finishing the job. " +
                "Submit it again under the same name to go on from its last checkpoint.",
        };
    }

    public static async IAsyncEnumerable<JobEvent> ReadAsync(
        string root, long from, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long position = 0;
        var metricsRead = 0;
        var logsRead = 0;
        JobState? last = null;
        while (true)
        {
            var status = Status(root); // before the files: what was written before a terminal status is then seen
            foreach (var create in NewEvents(root, ref metricsRead, ref logsRead))
            {
                if (position >= from)
                {
                    yield return create(position);
                }

                position++;
            }

            if (last != status.State)
            {
                last = status.State;
                if (position >= from)
                {
                    yield return new StatusEvent(position, status);
                }

                position++;
            }

            if (status.IsTerminal)
            {
                yield break;
            }

            await Task.Delay(PollInterval, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private static List<Func<long, JobEvent>> NewEvents(string root, ref int metricsRead, ref int logsRead)
    {
        var metrics = JobDirectory.ReadMetrics(root).Skip(metricsRead).ToList();
        var logs = ReadLog(root, logsRead);
        metricsRead += metrics.Count;
        logsRead += logs.Count;
        var events = metrics.Select(m => (m.Time, Create: (Func<long, JobEvent>)(p => new MetricEvent(p, m))))
            .Concat(logs.Select(l => (Time: TimeOf(l), Create: (Func<long, JobEvent>)(p => new LogEvent(p, l)))));
        return [.. events.OrderBy(e => e.Time).Select(e => e.Create)];
    }

    private static List<string> ReadLog(string root, int skip)
    {
        var file = JobDirectory.LogFile(root);
        if (!File.Exists(file))
        {
            return [];
        }

        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var text = reader.ReadToEnd();
        var complete = text.LastIndexOf('\n') + 1; // a line that is being written now comes next time
        return [.. text[..complete].Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(skip)];
    }

    private static DateTimeOffset TimeOf(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && DateTimeOffset.TryParse(
            line.AsSpan(0, space), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : DateTimeOffset.MinValue;
    }

    private static bool IsLocked(string root)
    {
        var file = Path.Combine(root, "job.lock");
        if (!File.Exists(file))
        {
            return false;
        }

        try
        {
            using var probe = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None, 1);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
