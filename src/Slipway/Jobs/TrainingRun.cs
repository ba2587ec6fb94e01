using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Slipway.Kernels;
using Slipway.Models;
using Slipway.Telemetry;

namespace Slipway.Jobs;

/// <summary>
/// Runs one job in its directory, from the specification to the saved model. Every backend ends here, in whatever process it chose.
/// </summary>
internal sealed class TrainingRun
{
    private const int LogTailLines = 20;

    /// <summary>
    /// The model appears whole, but the job does not wait until the disk has it (4 ms and more, on every job): a power loss may cost the file, and the
    /// job is then run again. <see cref="TrainedModel.SaveAsync"/> waits.
    /// </summary>
    private static readonly SlipwayServices Unsynced = SlipwayServices.Default.AddStore(new Storage.FileObjectStore { FlushToDisk = false });

    private readonly TrainingJobSpec _spec;
    private readonly JobDirectory _directory;
    private readonly Queue<string> _logTail = new();
    private readonly JobLogger _logger;
    private TrainingRunServices? _services;
    private bool _stopRequested;
    private JobStatus _status;
    private bool _metricsStarted;
    private readonly List<TrainingMetric> _metrics = [];
    private string? _endReason;
    private long _started;

    private TrainingRun(TrainingJobSpec spec, JobDirectory directory, JobStatus status)
    {
        _spec = spec;
        _directory = directory;
        _status = status;
        _logger = new JobLogger(spec.Services.Loggers.CreateLogger("Slipway.Job"), spec.Services.Clock, WriteLog);
    }

    public JobEventLog Events { get; } = new();

    public JobStatus Status => Volatile.Read(ref _status);

    /// <summary>Takes a local job directory: a new one, or one that the same job left behind.</summary>
    /// <exception cref="BackendException">Another job has this name, or the folder is in use or not writable.</exception>
    public static TrainingRun Open(TrainingJobSpec spec, string root) => Open(spec, JobDirectory.Open(root));

    /// <summary>Takes a job directory in an object store.</summary>
    /// <exception cref="BackendException">Another job has this name, or another process runs the job, or the store cannot be reached.</exception>
    public static async Task<TrainingRun> OpenStoredAsync(TrainingJobSpec spec, string location, CancellationToken cancellationToken) =>
        Open(spec, await StoredJob.OpenAsync(spec, location, cancellationToken).ConfigureAwait(false));

    private static TrainingRun Open(TrainingJobSpec spec, JobDirectory directory)
    {
        try
        {
            var now = spec.Services.Clock.GetUtcNow();
            if (directory.ReadJob() is { } earlier)
            {
                RequireSame(earlier["identity"]?.AsObject() ?? [], spec);
            }

            var status = JobDirectory.ReadStatus(directory.Root) ?? new JobStatus { State = JobState.Pending, CreatedAt = now };
            if (directory.Mirror is not null || !(status.State is JobState.Completed or JobState.Stopped && directory.HasModel))
            {
                status = status with { State = JobState.Pending, Reason = null, EndedAt = null };
            }

            return new TrainingRun(spec, directory, status);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Throws when two submissions under one name would not train the same model.</summary>
    public static void RequireSame(JsonObject earlier, TrainingJobSpec spec)
    {
        var now = spec.Identity();
        if (JsonNode.DeepEquals(earlier, now))
        {
            return;
        }

        var differing = now.Concat(earlier).Select(p => p.Key).Distinct().Where(k => !JsonNode.DeepEquals(earlier[k], now[k])).ToList();
        throw new BackendException(
            $"A job named '{spec.Name}' exists in '{spec.Output}' with other settings ({string.Join(", ", differing)} differ). " +
            "Choose another job name, or delete its directory.");
    }

    public void RequestStop()
    {
        Volatile.Write(ref _stopRequested, true);
        _services?.RequestStop();
    }

    /// <summary>Runs to the end on this thread. Never throws: what went wrong is in the outcome, in the status and in the files.</summary>
    public JobOutcome Execute(CancellationToken cancellationToken)
    {
        _started = _spec.Services.Clock.GetTimestamp();
        using var activity = SlipwayTelemetry.Source.StartActivity("slipway.training_job");
        activity?.SetTag("slipway.job", _spec.Name).SetTag("slipway.algorithm", _spec.Algorithm.Describe().Id);
        using var ends = _directory.Broken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _directory.Broken) : null;
        try
        {
            if (Status.IsTerminal)
            {
                ReplayMetrics();
                return new JobOutcome(Status, TrainedModel.LoadAsync(_directory.ModelLocation, _spec.Services, cancellationToken: cancellationToken).AsTask().GetAwaiter().GetResult(), null);
            }

            var model = Train(ends?.Token ?? cancellationToken);
            return End(Volatile.Read(ref _stopRequested) || _services!.StopRequested ? JobState.Stopped : JobState.Completed, StopReason(), model, null);
        }
        catch (OperationCanceledException e) when (_endReason is not null || cancellationToken.IsCancellationRequested)
        {
            return End(JobState.Cancelled, _endReason ?? "cancelled by the caller", null, e);
        }
#pragma warning disable CA1031 // The job's boundary: every error becomes the job's outcome.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var cause = _directory.Failure ?? e;
            activity?.SetStatus(ActivityStatusCode.Error, cause.Message);
            return End(JobState.Failed, cause.Message, null, new TrainingFailedException(_spec.Name, cause.Message, [.. _logTail], cause));
        }
        finally
        {
            _spec.InitialModel?.Dispose();
            _directory.Dispose();
        }
    }

    /// <summary>Tells watchers that the job has ended; separate, so that the outcome is there before they look for it.</summary>
    public void PublishEnd(JobStatus status) => Events.Append(p => new StatusEvent(p, status));

    private TrainedModel Train(CancellationToken cancellationToken)
    {
        var clock = _spec.Services.Clock;
        SetStatus(Status with
        {
            State = JobState.Running,
            StartedAt = Status.StartedAt ?? clock.GetUtcNow(),
            Attempts = Status.Attempts + 1,
            ProcessId = Environment.ProcessId,
        });
        JobRecord.Write(_directory, _spec);
        _directory.DeleteFailure();
        var description = _spec.Algorithm.Describe();
        LogMessages.JobStarted(_logger, _spec.Name, description.Id, KernelPaths.Current.ToString(), _spec.MaxThreads);

        var checkpoints = _spec.CheckpointInterval is { } interval
            ? new CheckpointStore(_directory.CheckpointFolder, interval, clock, _logger, () => _metrics.Count, RewindMetrics) { Mirror = _directory.Mirror }
            : null;
        _services = new TrainingRunServices
        {
            Channels = _spec.Channels.ToDictionary(
                c => c.Key, c => (Func<Data.ChannelReader>)(() => c.Value.OpenUntil(_spec.Services, cancellationToken)), StringComparer.Ordinal),
            Logger = _logger,
            Clock = clock,
            CancellationToken = cancellationToken,
            Checkpoints = checkpoints,
            OnMetric = OnMetric,
            OnProgress = (epoch, epochs, fraction) => Report("training", epoch, epochs, fraction),
            Deadline = _spec.MaxRuntime is { } limit ? _started + (long)(limit.TotalSeconds * clock.TimestampFrequency) : null,
        };
        if (Volatile.Read(ref _stopRequested))
        {
            _services.RequestStop();
        }

        Report("reading", 0, 0, 0);
        using var data = PreparedData.Prepare(_spec, description, _services, _directory.SpillFolder);
        checkpoints?.RequireSameData(data.Fingerprint);
        var context = new TrainingContext(description, data.Train, _services)
        {
            Pipe = data.Pipe,
            Validation = data.Validation,
            Classes = data.Classes,
            Seed = _spec.Seed,
            MaxThreads = _spec.MaxThreads,
            MaxSteps = _spec.MaxSteps,
            InitialModel = _spec.InitialModel?.Model,
        };
        Report("training", 0, 0, 0);
        var learned = _spec.Algorithm.Train(context);
        StartMetrics();
        Report("saving", 0, 0, 1);
        Volatile.Write(ref _status, Status with { ModelEpoch = context.ModelEpoch });
        var model = new TrainedModel(
            learned, _spec.Algorithm, data.Features, ModelMetrics.Of(_metrics, context.ModelEpoch), JobRecord.Lineage(_spec, Status, data, clock.GetUtcNow()));
        Save(model, cancellationToken);
        return model;
    }

    private void Save(TrainedModel model, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            model.SaveAsync(_directory.ModelFile, Unsynced, cancellationToken).AsTask().GetAwaiter().GetResult();
            _directory.PublishModel();
        }
        catch
        {
            model.Dispose();
            throw;
        }

        LogMessages.ModelSaved(_logger, model.Digest, _directory.ModelLocation, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private JobOutcome End(JobState state, string? reason, TrainedModel? model, Exception? error)
    {
        var duration = _spec.Services.Clock.GetElapsedTime(_started);
        var status = Status with { State = state, Reason = reason, EndedAt = _spec.Services.Clock.GetUtcNow() };
        SlipwayTelemetry.JobEnded(_spec.Algorithm.Describe().Id, state, duration);
        try
        {
            if (state == JobState.Failed)
            {
                LogMessages.JobFailed(_logger, error!, _spec.Name, reason!);
                _directory.WriteFailure($"{reason}\n\n{error}\n\n{string.Join('\n', _logTail)}\n");
            }

            LogMessages.JobEnded(_logger, _spec.Name, state, duration.TotalSeconds);
            _directory.WriteStatus(status);
        }
        catch (BackendException e) when (model is not null)
        {
            // The job's store is gone: to everyone else the job has not ended, so it has not for the caller.
            model.Dispose();
            model = null;
            status = status with { State = JobState.Failed, Reason = e.Message };
            error = new TrainingFailedException(_spec.Name, e.Message, [.. _logTail], e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BackendException)
        {
            // The disk is full or gone. The outcome in memory is still true, so it is what the caller gets; without a terminal status.json
            // another process sees a job that ended without finishing, which is true as well.
            error ??= e;
        }

        Volatile.Write(ref _status, status);
        return new JobOutcome(status, model, error);
    }

    private string? StopReason() => Volatile.Read(ref _stopRequested) ? "stopped by the caller"
        : _services!.StopRequested ? $"MaxRuntime of {_spec.MaxRuntime} is over" : null;

    private void SetStatus(JobStatus status)
    {
        Volatile.Write(ref _status, status);
        _directory.WriteStatus(status);
        Events.Append(p => new StatusEvent(p, status));
    }

    /// <summary>Drops what an earlier attempt left, unless a checkpoint was restored, which keeps its part.</summary>
    private void StartMetrics()
    {
        if (!_metricsStarted)
        {
            RewindMetrics(0);
        }
    }

    private void OnMetric(TrainingMetric metric)
    {
        StartMetrics();
        _directory.AppendMetric(metric);
        Publish(metric);
    }

    private void RewindMetrics(int count)
    {
        _metricsStarted = true;
        _directory.TruncateMetrics(count);
        ReplayMetrics();
    }

    private void ReplayMetrics()
    {
        foreach (var metric in JobDirectory.ReadMetrics(_directory.Root))
        {
            Publish(metric);
        }
    }

    private void Publish(TrainingMetric metric)
    {
        _metrics.Add(metric);
        Events.Append(p => new MetricEvent(p, metric));
        if (_spec.OnMetric?.Invoke(metric) is { } reason)
        {
            _endReason = reason;
            throw new OperationCanceledException(reason);
        }
    }

    private void WriteLog(string line)
    {
        _directory.AppendLog(line);
        _logTail.Enqueue(line);
        if (_logTail.Count > LogTailLines)
        {
            _logTail.Dequeue();
        }

        Events.Append(p => new LogEvent(p, line));
    }

    private void Report(string phase, int epoch, int epochs, double fraction) => _spec.Progress?.Report(
        new TrainingProgress(phase, epoch, epochs, fraction, _spec.Services.Clock.GetElapsedTime(_started)));
}
