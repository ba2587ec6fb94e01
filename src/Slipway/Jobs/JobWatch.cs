using System.Globalization;
using System.Runtime.CompilerServices;

namespace Slipway.Jobs;

/// <summary>Follows a job through the files of its directory, from any process. Logs and metrics are merged by their times.</summary>
internal static class JobWatch
{
    /// <summary>The status in the directory; a job whose process died without a word counts as failed.</summary>
    /// <exception cref="BackendException">There is no job here.</exception>
    public static async ValueTask<JobStatus> StatusAsync(JobHandle job, CancellationToken cancellationToken) =>
        await StatusOrNullAsync(job, cancellationToken).ConfigureAwait(false) ?? throw NoJob(job);

    /// <summary>As <see cref="StatusAsync"/>; null when there is no job.</summary>
    public static ValueTask<JobStatus?> StatusOrNullAsync(JobHandle job, CancellationToken cancellationToken) =>
        JobReader.Of(job).ReadCertainStatusAsync(cancellationToken);

    public static async IAsyncEnumerable<JobEvent> ReadAsync(
        JobHandle job, long from, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = JobReader.Of(job);
        long position = 0;
        JobState? last = null;
        while (true)
        {
            // Before the files: what was written before a terminal status is then seen.
            var status = await reader.ReadStatusAsync(cancellationToken).ConfigureAwait(false) ?? throw NoJob(job);
            foreach (var create in Merge(await reader.ReadNewLinesAsync(cancellationToken).ConfigureAwait(false)))
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

            await Task.Delay(reader.PollInterval, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private static IEnumerable<Func<long, JobEvent>> Merge(JobLines lines) => lines.Metrics
        .Select(m => (m.Time, Create: (Func<long, JobEvent>)(p => new MetricEvent(p, m))))
        .Concat(lines.Logs.Select(l => (Time: TimeOf(l), Create: (Func<long, JobEvent>)(p => new LogEvent(p, l)))))
        .OrderBy(e => e.Time).Select(e => e.Create);

    private static DateTimeOffset TimeOf(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && DateTimeOffset.TryParse(
            line.AsSpan(0, space), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : DateTimeOffset.MinValue;
    }

    private static BackendException NoJob(JobHandle job) => new(
        $"'{job.Directory}' holds no job: there is no readable status.json. Give the job's directory, e.g. '.slipway/jobs/<job-name>'.");
}
