using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Telemetry;

namespace Slipway.Jobs;

/// <summary>
/// Stores what a running job writes in its local directory, in the background: the job's thread waits for the store only at its end. Lines become
/// numbered segments, a second's worth each; of the checkpoints the newest counts, and the next begins when the last is stored. A store that fails is
/// tried again up to a limit, beyond which the job fails.
/// </summary>
[SuppressMessage("Design", "CA1031", Justification = "The edges of background work: whatever ends it ends the job, with its reason.")]
[SuppressMessage("Reliability", "CA2213", Justification = "A token source without a timer holds nothing of the system, and late readers may still ask for its token.")]
internal sealed class JobMirror : IDisposable
{
    /// <summary>So much text is stored at once, without waiting for the interval.</summary>
    private const int FlushBytes = 256 * 1024;

    private readonly StoredJobFolder _folder;
    private readonly StoreLease _lease;
    private readonly StoreRetry _retry;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _interval;
    private readonly ILogger _logger;
    private readonly string _scratch;
    private readonly PendingUploads _pending = new();
    private readonly AsyncSignal _wake = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _broken = new();
    private readonly Lock _gate = new();
    private readonly StoredCheckpoints _checkpoints;
    private List<TaskCompletionSource> _flushes = [];
    private Task _checkpointUpload = Task.CompletedTask;
    private Task _uploading = Task.CompletedTask;
    private BackendException? _failure;
    private int _metricSegments;
    private int _logSegments;
    private bool _finished;

    private JobMirror(StoredJobFolder folder, StoreLease lease, StoreRetry retry, SlipwayServices services, TimeSpan interval, string scratch, IEnumerable<string> checkpoints)
    {
        _folder = folder;
        _lease = lease;
        _retry = retry;
        _clock = services.Clock;
        _logger = services.Loggers.CreateLogger("Slipway.Storage");
        _interval = interval;
        _scratch = scratch;
        _checkpoints = new StoredCheckpoints(folder, lease, retry, _logger, checkpoints);
    }

    /// <summary>URI of the job's directory.</summary>
    public string Location => _folder.Location;

    /// <summary>Cancelled when the job must end: its lease is lost, or its store has failed for too long.</summary>
    public CancellationToken Broken => _broken.Token;

    /// <summary>Why it must end; null while all is well.</summary>
    public BackendException? Failure => Volatile.Read(ref _failure);

    /// <summary>Whether all of the job is in the store, and its lease is released.</summary>
    public bool IsFinished => Volatile.Read(ref _finished);

    /// <summary>File names of the checkpoints in the store, oldest first.</summary>
    public IReadOnlyList<string> StoredCheckpoints => _checkpoints.Names;

    /// <summary>Begins; owns the lease.</summary>
    public static JobMirror Start(
        StoredJobFolder folder, StoreLease lease, StoreRetry retry, SlipwayServices services, TimeSpan interval, string scratch, IEnumerable<string> checkpoints)
    {
        var mirror = new JobMirror(folder, lease, retry, services, interval, scratch, checkpoints);
        lease.OnFailure(mirror.Fail);
        mirror._uploading = Task.Run(mirror.UploadAsync, CancellationToken.None);
        return mirror;
    }

    public void AppendLog(string line) => WakeAt(_pending.AddLog(line));

    public void AppendMetric(string line) => WakeAt(_pending.AddMetric(line));

    public void Write(string path, byte[] content) => _pending.AddObject(path, content);

    public void Delete(string path) => _pending.AddObject(path, null);

    public void WriteStatus(JobStatus status) => _lease.Update(StoredJobFolder.WriteStatus(status));

    public void AddCheckpoint(string file)
    {
        _pending.AddCheckpoint(file);
        _wake.Set();
    }

    /// <summary>Gets a checkpoint from the store.</summary>
    /// <param name="file">Where to put it.</param>
    /// <exception cref="BackendException">The store has failed for too long.</exception>
    /// <exception cref="FileNotFoundException">It is not there any more.</exception>
    public void FetchCheckpoint(string file)
    {
        try
        {
            Task.Run(() => _checkpoints.DownloadAsync(file, Broken)).GetAwaiter().GetResult();
        }
        catch (IOException e) when (e is not FileNotFoundException)
        {
            throw new BackendException($"Checkpoint {Path.GetFileName(file)} of job '{Location}' cannot be read: {e.Message} Start the job again when the store can be reached.", retryable: true, e);
        }
    }

    /// <summary>Stores the model; returns when it, and all that was written before, is there.</summary>
    /// <exception cref="BackendException">The job must end.</exception>
    public void WriteModel(string file)
    {
        Flush();
        Wait(async () =>
        {
            await _lease.RequireHeldAsync(Broken).ConfigureAwait(false);
            var start = Stopwatch.GetTimestamp();
            var model = _folder.Object(StoredJobFolder.Model);
            var info = await _retry.RunAsync(model, () => WholeObject.CopyAsync(_folder.Store, model, file, Broken), Broken).ConfigureAwait(false);
            LogMessages.ObjectStored(_logger, model.ToString(), info.Size, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        });
    }

    /// <summary>Stores all that is left, then the last status, and releases the lease. Does nothing when the job had to end.</summary>
    /// <exception cref="BackendException">The store has failed for too long.</exception>
    public void Finish(JobStatus status)
    {
        if (Failure is not null)
        {
            return;
        }

        Flush();
        Wait(() => _lease.ReleaseAsync(StoredJobFolder.WriteStatus(status), Broken));
        Volatile.Write(ref _finished, true);
    }

    /// <summary>Ends the background work; what is not stored by then stays in the local directory.</summary>
    public void Dispose()
    {
        Task.Run(async () =>
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await _uploading.ConfigureAwait(false);
            await _checkpointUpload.ConfigureAwait(false);
            await _lease.DisposeAsync().ConfigureAwait(false);
        }).GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private void WakeAt(long bytes)
    {
        if (bytes >= FlushBytes)
        {
            _wake.Set();
        }
    }

    private void Flush()
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_failure is not null)
            {
                throw _failure;
            }

            _flushes.Add(flushed);
        }

        _wake.Set();
        flushed.Task.GetAwaiter().GetResult();
    }

    /// <summary>Waits on the job's own thread, which has nothing else to do.</summary>
    private void Wait(Func<Task> work)
    {
        try
        {
            Task.Run(work).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            Fail(e);
            throw Failure!;
        }
    }

    private async Task UploadAsync()
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync(_interval, _clock, _stop.Token).ConfigureAwait(false);
                TaskCompletionSource[] flushes;
                lock (_gate)
                {
                    flushes = [.. _flushes];
                }

                await UploadPendingAsync().ConfigureAwait(false);
                if (flushes.Length > 0)
                {
                    await _checkpointUpload.ConfigureAwait(false);
                    await UploadPendingAsync().ConfigureAwait(false); // a checkpoint that waited for the one before
                    await _checkpointUpload.ConfigureAwait(false);
                    lock (_gate)
                    {
                        _flushes.RemoveRange(0, _failure is null ? flushes.Length : 0);
                    }

                    Array.ForEach(flushes, static f => f.TrySetResult());
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested || Failure is not null)
        {
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    /// <summary>Lines first: a checkpoint counts on the metrics before it.</summary>
    private async Task UploadPendingAsync()
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, _broken.Token);
        var batch = _pending.Take(withCheckpoint: _checkpointUpload.IsCompleted);
        if (batch.Metrics.Length > 0)
        {
            await PutAsync(_folder.Segment(_lease.Number, StoredJobFolder.Metrics, ++_metricSegments), batch.Metrics, ends.Token).ConfigureAwait(false);
        }

        if (batch.Log.Length > 0)
        {
            await PutAsync(_folder.Segment(_lease.Number, StoredJobFolder.Logs, ++_logSegments), batch.Log, ends.Token).ConfigureAwait(false);
        }

        foreach (var (path, content) in batch.Objects)
        {
            var uri = _folder.Object(path);
            if (content is null)
            {
                await _retry.RunAsync(uri, () => _folder.Store.DeleteAsync(uri, ends.Token).AsTask(), ends.Token).ConfigureAwait(false);
            }
            else
            {
                await PutAsync(uri, content, ends.Token).ConfigureAwait(false);
            }
        }

        if (batch.Checkpoint is { } checkpoint)
        {
            _checkpointUpload = Task.Run(() => TryUploadCheckpointAsync(checkpoint), CancellationToken.None);
        }
    }

    private Task<ObjectInfo> PutAsync(Uri uri, byte[] content, CancellationToken cancellationToken) =>
        _retry.RunAsync(uri, () => WholeObject.WriteAsync(_folder.Store, uri, content, ifAbsent: false, cancellationToken), cancellationToken);

    private async Task TryUploadCheckpointAsync(string file)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, _broken.Token);
        try
        {
            await _checkpoints.UploadAsync(file, ends.Token).ConfigureAwait(false);
            _wake.Set(); // the next may wait
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private void Fail(Exception cause)
    {
        List<TaskCompletionSource> flushes;
        BackendException failure;
        lock (_gate)
        {
            failure = _failure ??= cause is LeaseHeldException held
                ? new BackendException(
                    $"This process has lost job '{Location}' to {held.Holder}, which took it over because this one gave no sign of life for the lease's duration. " +
                    $"It has stopped; its local files are in '{_scratch}'. Attach to the job to follow it.", innerException: cause)
                : new BackendException(
                    $"The files of job '{Location}' cannot be stored: {cause.Message.TrimEnd('.')}. What the job has so far is kept in '{_scratch}'. " +
                    "Start it again under the same name, on this machine, when the store can be reached: it goes on from its last checkpoint.", retryable: true, cause);
            (flushes, _flushes) = (_flushes, []);
        }

        _broken.Cancel();
        flushes.ForEach(f => f.TrySetException(failure));
    }
}
