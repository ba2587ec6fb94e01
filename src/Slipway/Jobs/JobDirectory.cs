using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Jobs;

/// <summary>
/// The files of a job, in SageMaker's container layout: <c>input/config</c>, <c>checkpoints</c>, <c>output</c>, plus <c>job.json</c>,
/// <c>status.json</c>, <c>training.log</c> and <c>metrics.jsonl</c>. One writer at a time, held by a lock that dies with its process.
/// </summary>
internal sealed class JobDirectory : IDisposable
{
    private readonly FileStream _lock;
    private LineFile? _log;
    private LineFile? _metrics;

    private JobDirectory(string root, FileStream @lock)
    {
        Root = root;
        _lock = @lock;
    }

    public string Root { get; }

    public string ModelFile => Path.Combine(Root, "output", "model.tar.gz");

    public string FailureFile => Path.Combine(Root, "output", "failure");

    public string CheckpointFolder => Path.Combine(Root, "checkpoints");

    public string SpillFolder => Path.Combine(Root, "spill");

    public string JobFile => JobFileOf(Root);

    public static string JobFileOf(string root) => Path.Combine(root, "job.json");

    public static string StatusFile(string root) => Path.Combine(root, "status.json");

    public static string MetricsFile(string root) => Path.Combine(root, "metrics.jsonl");

    public static string LogFile(string root) => Path.Combine(root, "training.log");

    /// <summary>Creates the folder, or takes over one whose writer is gone.</summary>
    /// <exception cref="BackendException">Another process runs the job, or the folder cannot be written.</exception>
    public static JobDirectory Open(string root)
    {
        var full = Path.GetFullPath(root);
        try
        {
            Directory.CreateDirectory(Path.Combine(full, "output"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackendException($"The job directory '{full}' cannot be created: {e.Message} Choose a writable folder by WithOutput.", innerException: e);
        }

        try
        {
            return new JobDirectory(full, new FileStream(
                Path.Combine(full, "job.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new BackendException($"The job directory '{full}' is not writable: {e.Message} Choose a writable folder by WithOutput.", innerException: e);
        }
        catch (IOException e)
        {
            throw new BackendException(
                $"The job directory '{full}' is in use: another process runs this job. Wait for it, attach to it, or choose another job name.",
                retryable: true, e);
        }
    }

    public JsonObject? ReadJob() => ReadJob(Root);

    /// <summary>What a job was; null when there is none. Needs no lock: the file changes whole.</summary>
    /// <exception cref="BackendException">The file is damaged.</exception>
    public static JsonObject? ReadJob(string root)
    {
        var file = JobFileOf(root);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(File.ReadAllBytes(file)) as JsonObject ?? throw new JsonException("not an object");
        }
        catch (JsonException e)
        {
            throw new BackendException($"'{file}' is damaged ({e.Message}); delete the job directory to start afresh.", innerException: e);
        }
    }


    public void WriteJob(JsonObject job) => WriteAtomically(JobFile, job.ToJsonString(JobJson.Indented));

    public void WriteConfig(string name, JsonNode config)
    {
        var folder = Path.Combine(Root, "input", "config");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), config.ToJsonString(JobJson.Indented));
    }

    public void WriteStatus(JobStatus status) =>
        WriteAtomically(StatusFile(Root), JsonSerializer.Serialize(status, JobJson.Default.JobStatus));

    public static JobStatus? ReadStatus(string root)
    {
        var file = StatusFile(root);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), JobJson.Default.JobStatus) : null;
        }
        catch (JsonException)
        {
            return null; // a power loss can leave it empty; the job then counts as one that never ended
        }
    }

    public void AppendLog(string line) => (_log ??= new LineFile(LogFile(Root))).Append(line);

    public void AppendMetric(TrainingMetric metric) =>
        (_metrics ??= new LineFile(MetricsFile(Root))).Append(JsonSerializer.Serialize(metric, JobJson.Lines.TrainingMetric));

    /// <summary>Metrics that the file holds; a last line that a crash cut off is passed over.</summary>
    public static IReadOnlyList<TrainingMetric> ReadMetrics(string root)
    {
        var file = MetricsFile(root);
        var metrics = new List<TrainingMetric>();
        if (!File.Exists(file))
        {
            return metrics;
        }

        foreach (var line in File.ReadLines(file))
        {
            try
            {
                metrics.Add(JsonSerializer.Deserialize(line, JobJson.Lines.TrainingMetric)!);
            }
            catch (JsonException)
            {
                break;
            }
        }

        return metrics;
    }

    /// <summary>Keeps the first lines of the metrics only: what came after the checkpoint is trained again.</summary>
    public void TruncateMetrics(int count)
    {
        _metrics?.Dispose();
        _metrics = null;
        var file = MetricsFile(Root);
        if (File.Exists(file))
        {
            WriteAtomically(file, string.Concat(File.ReadLines(file).Take(count).Select(l => l + "\n")));
        }
    }

    /// <summary>SageMaker shows the first 1,024 characters of this file as the failure reason.</summary>
    public void WriteFailure(string text) => WriteAtomically(FailureFile, text);

    public void DeleteFailure() => File.Delete(FailureFile);

    /// <summary>Lets go of the directory. What cannot be tidied up (a read-only or full disk) stays and is swept by the next run.</summary>
    public void Dispose()
    {
        _log?.Dispose();
        _metrics?.Dispose();
        try
        {
            if (Directory.Exists(SpillFolder))
            {
                Directory.Delete(SpillFolder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }

        _lock.Dispose();
    }

    private static void WriteAtomically(string file, string content)
    {
        var temporary = string.Create(CultureInfo.InvariantCulture, $"{file}.{Environment.ProcessId}.tmp");
        File.WriteAllText(temporary, content);
        File.Move(temporary, file, overwrite: true);
    }
}
