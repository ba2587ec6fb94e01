using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Jobs;

/// <summary>
/// The files of a job, in SageMaker's container layout: <c>input/config</c>, <c>checkpoints</c>, <c>output</c>, plus <c>job.json</c>,
/// <c>status.json</c>, <c>training.log</c> and <c>metrics.jsonl</c>. One writer at a time, held by a lock that dies with its process. That of a job
/// whose output is in an object store is a scratch folder, mirrored there.
/// </summary>
internal sealed class JobDirectory : IDisposable
{
    private readonly FileStream _lock;
    private LineFile? _log;
    private LineFile? _metrics;
    private JobMirror? _mirror;
    private StoredScratch? _scratch;

    private JobDirectory(string root, FileStream @lock)
    {
        Root = root;
        _lock = @lock;
    }

    /// <summary>The local folder.</summary>
    public string Root { get; }

    /// <summary>Path or URI of the job's directory, which is what others know it by.</summary>
    public string Location => _scratch?.Location ?? Root;

    /// <summary>Path or URI of the model.</summary>
    public string ModelLocation => _scratch is null ? ModelFile : $"{Location}/{StoredJobFolder.Model}";

    /// <summary>Whether the job has left a model.</summary>
    public bool HasModel => _scratch is { HasModel: true } || File.Exists(ModelFile);

    /// <summary>Stores what is written here; null for a local job, and for one in a store that has ended.</summary>
    public JobMirror? Mirror => _mirror;

    /// <summary>Cancelled when the job cannot be stored any more, for the reason in <see cref="Failure"/>.</summary>
    public CancellationToken Broken => _mirror?.Broken ?? CancellationToken.None;

    /// <summary>Why the job cannot be stored any more; null while it can.</summary>
    public BackendException? Failure => _mirror?.Failure;

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

    /// <summary>Makes this the scratch folder of a job in an object store.</summary>
    /// <param name="scratch">Where; disposed with this.</param>
    /// <param name="mirror">Stores what is written; null for a job that has ended. Disposed with this.</param>
    public void BeScratch(StoredScratch scratch, JobMirror? mirror)
    {
        _scratch = scratch;
        _mirror = mirror;
    }

    public JsonObject? ReadJob() => ReadJob(Root);

    /// <summary>What a job was; null when there is none. Needs no lock: the file changes whole.</summary>
    /// <exception cref="BackendException">The file is damaged.</exception>
    public static JsonObject? ReadJob(string root)
    {
        var file = JobFileOf(root);
        return File.Exists(file) ? ParseJob(File.ReadAllBytes(file), file) : null;
    }

    /// <exception cref="BackendException">The content is damaged.</exception>
    public static JsonObject ParseJob(byte[] content, string file)
    {
        try
        {
            return JsonNode.Parse(content) as JsonObject ?? throw new JsonException("not an object");
        }
        catch (JsonException e)
        {
            throw new BackendException($"'{file}' is damaged ({e.Message}); delete the job directory to start afresh.", innerException: e);
        }
    }

    public void WriteJob(JsonObject job)
    {
        var text = job.ToJsonString(JobJson.Indented);
        WriteAtomically(JobFile, text);
        _mirror?.Write("job.json", Encoding.UTF8.GetBytes(text));
    }

    public void WriteConfig(string name, JsonNode config)
    {
        var folder = Path.Combine(Root, "input", "config");
        Directory.CreateDirectory(folder);
        var text = config.ToJsonString(JobJson.Indented);
        File.WriteAllText(Path.Combine(folder, name), text);
        _mirror?.Write("input/config/" + name, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>A terminal status is the last thing that is written; when this returns, all of the job is where it belongs.</summary>
    /// <exception cref="BackendException">The job's store has failed for too long.</exception>
    public void WriteStatus(JobStatus status)
    {
        WriteAtomically(StatusFile(Root), JsonSerializer.Serialize(status, JobJson.Default.JobStatus));
        if (status.IsTerminal)
        {
            _mirror?.Finish(status);
        }
        else
        {
            _mirror?.WriteStatus(status);
        }
    }

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

    public void AppendLog(string line)
    {
        (_log ??= new LineFile(LogFile(Root))).Append(line);
        _mirror?.AppendLog(line);
    }

    public void AppendMetric(TrainingMetric metric)
    {
        var line = JsonSerializer.Serialize(metric, JobJson.Lines.TrainingMetric);
        (_metrics ??= new LineFile(MetricsFile(Root))).Append(line);
        _mirror?.AppendMetric(line);
    }

    /// <summary>Metrics that the file holds; a last line that a crash cut off is passed over.</summary>
    public static IReadOnlyList<TrainingMetric> ReadMetrics(string root)
    {
        var file = MetricsFile(root);
        return File.Exists(file) ? ParseMetrics(File.ReadLines(file)) : [];
    }

    /// <summary>The metrics of lines, up to the first that is none.</summary>
    public static List<TrainingMetric> ParseMetrics(IEnumerable<string> lines)
    {
        var metrics = new List<TrainingMetric>();
        foreach (var line in lines)
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

    /// <summary>
    /// Keeps the first lines of the metrics only: what came after the checkpoint is trained again. Once in each attempt, before its first metric.
    /// </summary>
    public void TruncateMetrics(int count)
    {
        _metrics?.Dispose();
        _metrics = null;
        var file = MetricsFile(Root);
        if (!File.Exists(file))
        {
            return;
        }

        List<string> kept = [.. File.ReadLines(file).Take(count)];
        WriteAtomically(file, string.Concat(kept.Select(l => l + "\n")));
        kept.ForEach(l => _mirror?.AppendMetric(l));
    }

    /// <summary>SageMaker shows the first 1,024 characters of this file as the failure reason.</summary>
    public void WriteFailure(string text)
    {
        WriteAtomically(FailureFile, text);
        _mirror?.Write(StoredJobFolder.Failure, Encoding.UTF8.GetBytes(text));
    }

    public void DeleteFailure()
    {
        File.Delete(FailureFile);
        _mirror?.Delete(StoredJobFolder.Failure);
    }

    /// <summary>Puts the model, which is in <see cref="ModelFile"/>, where the job's directory is known to be.</summary>
    /// <exception cref="BackendException">The job's store has failed for too long.</exception>
    public void PublishModel() => _mirror?.WriteModel(ModelFile);

    /// <summary>Lets go of the directory. What cannot be tidied up (a read-only or full disk) stays and is swept by the next run.</summary>
    public void Dispose()
    {
        _log?.Dispose();
        _metrics?.Dispose();
        _mirror?.Dispose();
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

        if (_scratch is not null && (_mirror is null || _mirror.IsFinished))
        {
            StoredScratch.Delete(Root);
        }

        _lock.Dispose();
        _scratch?.Dispose();
    }

    private static void WriteAtomically(string file, string content)
    {
        var temporary = string.Create(CultureInfo.InvariantCulture, $"{file}.{Environment.ProcessId}.tmp");
        File.WriteAllText(temporary, content);
        File.Move(temporary, file, overwrite: true);
    }
}
