using System.Globalization;

namespace Slipway.Jobs;

/// <summary>Reads a job's directory on a local disk.</summary>
/// <param name="root">The directory.</param>
internal sealed class LocalJobReader(string root) : JobReader
{
    private int _metricsRead;
    private int _logsRead;

    public override TimeSpan PollInterval { get; } = TimeSpan.FromMilliseconds(100);

    public override ValueTask<JobStatus?> ReadStatusAsync(CancellationToken cancellationToken) => new(Status());

    public override ValueTask<JobStatus?> ReadCertainStatusAsync(CancellationToken cancellationToken) => new(Status());

    public override ValueTask<JobLines> ReadNewLinesAsync(CancellationToken cancellationToken)
    {
        var metrics = JobDirectory.ReadMetrics(root).Skip(_metricsRead).ToList();
        var logs = ReadLog();
        _metricsRead += metrics.Count;
        _logsRead += logs.Count;
        return new(new JobLines(metrics, logs));
    }

    private JobStatus? Status()
    {
        if (JobDirectory.ReadStatus(root) is not { } status)
        {
            return null;
        }

        return status.IsTerminal || IsLocked() || JobDirectory.ReadStatus(root) is { IsTerminal: true } ? JobDirectory.ReadStatus(root) : status with
        {
            State = JobState.Failed,
            Reason = $"Process {status.ProcessId.ToString(CultureInfo.InvariantCulture)} ended without finishing the job. " +
                "Submit it again under the same name to go on from its last checkpoint.",
        };
    }

    private List<string> ReadLog()
    {
        var file = JobDirectory.LogFile(root);
        if (!File.Exists(file))
        {
            return [];
        }

        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var text = reader.ReadToEnd();
        var complete = text.LastIndexOf('\n') + 1; // a line that is being written now comes next time
        return [.. text[..complete].Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(_logsRead)];
    }

    private bool IsLocked()
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
