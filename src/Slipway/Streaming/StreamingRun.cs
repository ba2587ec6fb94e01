using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Slipway.Data;
using Slipway.Features;
using Slipway.Jobs;
using Slipway.Kernels;
using Slipway.Models;
using Slipway.Telemetry;

namespace Slipway.Streaming;

/// <summary>One streaming job in its directory, on a thread of its own: reads, scores, learns, reports, keeps snapshots.</summary>
internal sealed class StreamingRun : IDisposable
{
    private const int KeptEvents = 4096;
    private const int LogTailLines = 20;

    private readonly StreamingSpec _spec;
    private readonly JobDirectory _directory;
    private readonly AlgorithmDescription _description;
    private readonly JobLogger _logger;
    private readonly Queue<string> _logTail = new();
    private readonly TaskCompletionSource<TrainedModel> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _cancel;
    private readonly CancellationTokenSource _stop = new();
    private readonly long _started;
    private JobStatus _status;
    private StreamingProgress _progress = new(JobState.Pending, 0, 0, 0, null, null);

    private StreamingRun(StreamingSpec spec, JobDirectory directory, JobStatus status, CancellationToken cancellationToken)
    {
        _spec = spec;
        _directory = directory;
        _status = status;
        _started = spec.Job.Services.Clock.GetTimestamp();
        _description = spec.Job.Algorithm.Describe();
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _logger = new JobLogger(spec.Job.Services.Loggers.CreateLogger("Slipway.Job"), spec.Job.Services.Clock, WriteLog);
    }

    public string Directory => _directory.Root;

    public ModelSlot Models { get; } = new();

    public EventFeed<StreamMetric> Metrics { get; } = new(KeptEvents);

    public EventFeed<DriftDetected> Drifts { get; } = new(KeptEvents);

    public StreamingProgress Progress => Volatile.Read(ref _progress);

    public Task<TrainedModel> Completion => _completion.Task;

    /// <summary>Takes the job's directory and starts its thread.</summary>
    /// <exception cref="BackendException">Another job has this name, or the folder is in use or not writable.</exception>
    public static StreamingRun Start(StreamingSpec spec, string root, CancellationToken cancellationToken)
    {
        var directory = JobDirectory.Open(root);
        try
        {
            if (directory.ReadJob() is { } earlier)
            {
                TrainingRun.RequireSame(earlier["identity"]?.AsObject() ?? [], spec.Job);
            }

            var status = JobDirectory.ReadStatus(directory.Root) ?? new JobStatus { State = JobState.Pending, CreatedAt = spec.Job.Services.Clock.GetUtcNow() };
            var run = new StreamingRun(spec, directory, status with { State = JobState.Pending, Reason = null, EndedAt = null }, cancellationToken);
            new Thread(run.Execute) { IsBackground = true, Name = $"Slipway stream {spec.Job.Name}" }.Start();
            return run;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Asks for the end: what has been read is learned, and the model kept.</summary>
    public void Stop()
    {
        if (!Completion.IsCompleted)
        {
            _stop.Cancel();
        }
    }

    /// <summary>Ends the job without another snapshot.</summary>
    public void Cancel()
    {
        if (!Completion.IsCompleted)
        {
            _cancel.Cancel();
        }
    }

    /// <summary>Lets go of the model; to be called when the job has ended.</summary>
    public void Dispose()
    {
        Models.Dispose();
        _stop.Dispose();
        _cancel.Dispose();
    }

    private void Execute()
    {
        TrainedModel? model = null;
        Exception? error = null;
        var state = JobState.Failed;
        try
        {
            model = LearnUntilDeadline();
            state = _stop.IsCancellationRequested ? JobState.Stopped : JobState.Completed;
        }
        catch (OperationCanceledException e) when (_cancel.IsCancellationRequested)
        {
            state = JobState.Cancelled;
            error = new OperationCanceledException($"Streaming job '{_spec.Job.Name}' was cancelled. {Kept()}", e, _cancel.Token);
        }
        catch (Exception e)
        {
            // The job's boundary: every error becomes the job's outcome.
            error = new TrainingFailedException(_spec.Job.Name, $"{e.Message} {Kept()}", [.. _logTail], e);
        }

        End(state, error);
        if (error is OperationCanceledException)
        {
            _completion.TrySetCanceled(_cancel.Token);
        }
        else if (error is not null)
        {
            _completion.TrySetException(error);
        }
        else
        {
            _completion.TrySetResult(model!);
        }
    }

    private TrainedModel LearnUntilDeadline()
    {
        var deadline = _spec.Job.MaxRuntime is { } limit
            ? _spec.Job.Services.Clock.CreateTimer(_ => Stop(), null, limit, Timeout.InfiniteTimeSpan)
            : null;
        try
        {
            return Learn();
        }
        finally
        {
            // Waits for a call that has begun: what it cancels is disposed when the job has ended.
            deadline?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private TrainedModel Learn()
    {
        SetStatus(JobState.Running);
        JobRecord.Write(_directory, _spec.Job);
        _directory.DeleteFailure();
        LogMessages.StreamStarted(_logger, _spec.Job.Name, _description.Id, KernelPaths.Current.ToString(), _spec.Source.Description);
        var metrics = new StreamMetrics(_directory, Metrics, _spec.Job.Services.Clock);
        var checkpoints = new CheckpointStore(
            _directory.CheckpointFolder, TimeSpan.Zero, _spec.Job.Services.Clock, _logger, () => metrics.Kept, metrics.Rewind);
        var snapshots = new StreamSnapshots(_directory.Root, _spec, checkpoints, _logger);
        StreamState? state = null;
        try
        {
            if (!checkpoints.TryRestore(r => state = StreamState.Restore(_spec, r, Learning)))
            {
                metrics.Rewind(0);
            }

            if (state is not null)
            {
                if (!_spec.Source.HasPositions)
                {
                    throw new BackendException(
                        $"Job '{_spec.Job.Name}' has learned {state.Rows} rows, and the {_spec.Source.Description} have no positions, so it is not known "
                        + "which rows come next. Read a source with positions (IPositionedSource), or begin a new job by WithJobName and "
                        + "ContinueFrom the model of the last snapshot.");
                }

                LogMessages.StreamResumed(_logger, state.Rows, state.MicroBatches, state.Position);
            }

            return Learn(ref state, metrics, snapshots);
        }
        finally
        {
            state?.Dispose();
        }
    }

    private TrainedModel Learn(ref StreamState? state, StreamMetrics metrics, StreamSnapshots snapshots)
    {
        var pump = new StreamPump(_spec.Source, state?.Position, _spec.Options, _spec.Job.Services.Clock, _stop.Token, _cancel.Token);
        try
        {
            var first = new Queue<StreamRows>();
            Exception? sourceError = null;
            try
            {
                state ??= Begin(pump, first);
                var loop = new StreamLoop(_spec, state, Models, metrics, snapshots, Found, Lineage(), _cancel.Token);
                snapshots.StartAt(state.Rows);
                loop.PublishInitial();
                while (Next(pump, first, ref sourceError) is { } rows)
                {
                    using (rows.Batch)
                    {
                        loop.Learn(rows);
                    }

                    Report(state, snapshots);
                }

                var model = loop.Finish(closing: sourceError is null && !(_stop.IsCancellationRequested && _spec.Source.HasPositions));
                Report(state, snapshots);
                if (sourceError is not null)
                {
                    model?.Dispose();
                    ExceptionDispatchInfo.Throw(sourceError);
                }

                if (model is null)
                {
                    throw new SlipwayException(
                        $"There is no model yet: {_description.Id} learns whole windows, and the stream ended or was stopped after {state.Rows} rows of one.");
                }

                model.SaveAsync(_directory.ModelFile, _spec.Job.Services, _cancel.Token).AsTask().GetAwaiter().GetResult();
                return model;
            }
            finally
            {
                foreach (var rows in first)
                {
                    rows.Batch.Dispose();
                }
            }
        }
        finally
        {
            pump.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>The next micro-batch. An error of the source ends the stream: what was learned until then is worth keeping.</summary>
    private StreamRows? Next(StreamPump pump, Queue<StreamRows> first, ref Exception? sourceError)
    {
        _cancel.Token.ThrowIfCancellationRequested();
        if (first.TryDequeue(out var kept))
        {
            return kept;
        }

        try
        {
            var rows = pump.Take(_cancel.Token);
            if (rows is not null)
            {
                pump.Release();
            }

            return rows;
        }
        catch (Exception e) when (e is not OperationCanceledException || !_cancel.IsCancellationRequested)
        {
            sourceError = e;
            return null;
        }
    }

    /// <summary>Waits for the first window (with a model to go on from, for the first micro-batch), and makes the state before its first row.</summary>
    private StreamState Begin(StreamPump pump, Queue<StreamRows> first)
    {
        var initial = _spec.Job.InitialModel;
        var started = _spec.Job.Services.Clock.GetTimestamp();
        var rows = 0L;
        while (pump.Take(_cancel.Token) is { } micro)
        {
            first.Enqueue(micro);
            pump.Release();
            rows += micro.Batch.Length;
            if (initial is not null || rows >= _spec.Options.WindowRows
                || (_spec.Options.WindowTime is { } limit && _spec.Job.Services.Clock.GetElapsedTime(started) >= limit))
            {
                break;
            }
        }

        if (rows == 0)
        {
            throw new SlipwayException($"The {_spec.Source.Description} ended, or the job was stopped, before there was a row to learn from, so there is no model.");
        }

        if (_spec.Options.ExactlyOnce && _stop.IsCancellationRequested && initial is null && rows < _spec.Options.WindowRows)
        {
            throw new SlipwayException(
                $"The job was stopped after {rows} rows, before its first window of {_spec.Options.WindowRows} was complete, so there is no model yet. "
                + "Start it again: it begins at the same row.");
        }

        if (initial is not null)
        {
            var features = initial.Features!;
            var encoder = new StreamEncoder(_spec, features);
            using var matrix = encoder.Encode(first.Peek().Batch) ?? throw new DataFormatException(
                "no row of the first micro-batch passes the channel's steps", _spec.Source.Description, remedy: "Raise MicroBatchRows.");
            return StreamState.Begin(_spec, features, matrix, Learning);
        }

        var fitted = StreamEncoder.Fit(_spec, _description, [.. first.Select(f => f.Batch)], _directory.SpillFolder, _cancel.Token);
        using (fitted.Matrix)
        {
            LogMessages.StreamFeaturesFitted(_logger, fitted.Pipeline.FeatureCount, fitted.Pipeline.IsSparse ? "sparse" : "dense", rows);
            foreach (var warning in fitted.Warnings)
            {
                LogMessages.FeatureWarning(_logger, warning);
            }

            return StreamState.Begin(_spec, fitted.Pipeline, fitted.Matrix, Learning);
        }
    }

    private StreamLearning Learning(FittedFeaturePipeline features, FeatureMatrix origin) => new()
    {
        Description = _description,
        Features = features,
        Origin = origin,
        Seed = _spec.Job.Seed,
        MaxThreads = _spec.Job.MaxThreads,
        MemoryBudget = _spec.Job.MemoryBudget,
        SpillFolder = _directory.SpillFolder,
        Clock = _spec.Job.Services.Clock,
        Logger = _logger,
        CancellationToken = _cancel.Token,
        InitialModel = _spec.Job.InitialModel?.Model,
    };

    private ModelLineage Lineage() => JobRecord.Lineage(_spec.Job, _status, 0, "", _spec.Job.Services.Clock.GetUtcNow());

    private void Found(DriftDetected drift)
    {
        LogMessages.DriftDetected(_logger, drift);
        Drifts.Publish(drift);
    }

    private void Report(StreamState state, StreamSnapshots snapshots) => Volatile.Write(ref _progress, new StreamingProgress(
        JobState.Running, state.Rows, state.MicroBatches, state.Windows, state.Position, snapshots.Last));

    private string Kept() => Progress.LastSnapshot is { } file
        ? $"The last snapshot is '{file}'; {(_spec.Source.HasPositions ? "start the job again by its name to go on from there" : "its model can be gone on from by ContinueFrom")}."
        : "There is no snapshot yet.";

    private void SetStatus(JobState state)
    {
        _status = _status with
        {
            State = state,
            StartedAt = _status.StartedAt ?? _spec.Job.Services.Clock.GetUtcNow(),
            Attempts = _status.Attempts + 1,
            ProcessId = Environment.ProcessId,
        };
        Volatile.Write(ref _progress, Progress with { State = state });
        _directory.WriteStatus(_status);
    }

    private void End(JobState state, Exception? error)
    {
        try
        {
            if (state == JobState.Failed)
            {
                LogMessages.JobFailed(_logger, error!, _spec.Job.Name, error!.Message);
                _directory.WriteFailure($"{error.Message}\n\n{error}\n\n{string.Join('\n', _logTail)}\n");
            }

            _status = _status with { State = state, Reason = error?.Message, EndedAt = _spec.Job.Services.Clock.GetUtcNow() };
            SlipwayTelemetry.JobEnded(_description.Id, state, _spec.Job.Services.Clock.GetElapsedTime(_started));
            LogMessages.JobEnded(_logger, _spec.Job.Name, state, (_status.EndedAt - _status.StartedAt)?.TotalSeconds ?? 0);
            _directory.WriteStatus(_status);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk is full or gone; the outcome in memory is still true.
        }

        Volatile.Write(ref _progress, Progress with { State = state });
        _spec.Job.InitialModel?.Dispose();
        _directory.Dispose();
        Metrics.End();
        Drifts.End();
    }

    private void WriteLog(string line)
    {
        _directory.AppendLog(line);
        _logTail.Enqueue(line);
        if (_logTail.Count > LogTailLines)
        {
            _logTail.Dequeue();
        }
    }
}
