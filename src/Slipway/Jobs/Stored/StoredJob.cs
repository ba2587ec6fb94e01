using Microsoft.Extensions.Logging;
using Slipway.Storage;

namespace Slipway.Jobs;

/// <summary>Takes a job directory in an object store for one process: a new one, or one that the same job left behind, on whatever machine.</summary>
internal static class StoredJob
{
    /// <summary>Opens it with a local scratch folder, which has what the job needs to go on.</summary>
    /// <exception cref="BackendException">The job runs elsewhere, is another's, or its store cannot be reached.</exception>
    public static async Task<JobDirectory> OpenAsync(TrainingJobSpec spec, string location, CancellationToken cancellationToken)
    {
        var folder = StoredJobFolder.At(location, spec.Services);
        try
        {
            if (await folder.ReadJobAsync(cancellationToken).ConfigureAwait(false) is { } earlier)
            {
                TrainingRun.RequireSame(earlier["identity"]?.AsObject() ?? [], spec);
            }

            StoredScratch.Sweep(spec.StoredOutput, spec.Services.Clock.GetUtcNow());
            return await OpenAsync(spec, folder, cancellationToken).ConfigureAwait(false);
        }
        catch (LeaseHeldException e)
        {
            throw new BackendException(
                $"Job '{location}' is in use: {e.Holder} runs it. Wait for it, attach to it, or choose another job name.", retryable: true, e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or TimeoutException or HttpRequestException)
        {
            throw new BackendException(
                $"The job directory '{location}' cannot be opened: {e.Message} Check that the store can be reached, read and written, or choose another place by WithOutput.",
                retryable: true, e);
        }
    }

    private static async Task<JobDirectory> OpenAsync(TrainingJobSpec spec, StoredJobFolder folder, CancellationToken cancellationToken)
    {
        var (scratch, claim) = StoredScratch.Take(spec.StoredOutput, spec.Name, folder.Location);
        JobDirectory? directory = null;
        StoreLease? lease = null;
        try
        {
            directory = JobDirectory.Open(scratch);
            var last = await folder.Attempts.LastAsync(0, cancellationToken).ConfigureAwait(false);
            var status = last == 0 ? null : await folder.ReadStatusAsync(last, cancellationToken).ConfigureAwait(false);
            var model = folder.Object(StoredJobFolder.Model);
            if (status is { State: JobState.Completed or JobState.Stopped }
                && await folder.Store.StatAsync(model, cancellationToken).ConfigureAwait(false) is not null)
            {
                await DownloadAsync(folder, directory, last, status, cancellationToken).ConfigureAwait(false);
                directory.BeScratch(new StoredScratch(folder.Location, claim, hasModel: true), mirror: null);
                return directory;
            }

            var options = spec.StoredOutput;
            var retry = new StoreRetry(options.RetryLimit, spec.Services.Clock, spec.Services.Loggers.CreateLogger("Slipway.Storage"));
            var localToken = claim.Token;
            lease = await StoreLease.AcquireAsync(
                folder.Attempts, new LeaseTimes(options.HeartbeatInterval, options.LeaseDuration), claim,
                StoredJobFolder.WriteStatus((status ?? new JobStatus { State = JobState.Pending, CreatedAt = spec.Services.Clock.GetUtcNow() }) with
                {
                    State = JobState.Pending,
                    Reason = null,
                    EndedAt = null,
                    ProcessId = Environment.ProcessId,
                }),
                retry, spec.Services.Clock, cancellationToken).ConfigureAwait(false);

            // Whoever held it before was this folder's last user: then it has all that the store has, and perhaps more.
            var before = lease.Number - 1;
            if (before == 0 || (await folder.Attempts.ReadClaimAsync(before, cancellationToken).ConfigureAwait(false))?.Token != localToken)
            {
                status = before == 0 ? null : await folder.ReadStatusAsync(before, cancellationToken).ConfigureAwait(false);
                await DownloadAsync(folder, directory, before, status, cancellationToken).ConfigureAwait(false);
            }

            var checkpoints = await folder.ListCheckpointsAsync(cancellationToken).ConfigureAwait(false);
            directory.BeScratch(
                new StoredScratch(folder.Location, claim, hasModel: false),
                JobMirror.Start(folder, lease, retry, spec.Services, options.FlushInterval, directory.Root, checkpoints));
            return directory;
        }
        catch
        {
            if (lease is not null)
            {
                await lease.DisposeAsync().ConfigureAwait(false);
            }

            directory?.Dispose();
            if (claim.Token.Length == 0)
            {
                StoredScratch.Delete(scratch); // new, and of no use to anyone
            }

            claim.Dispose();
            throw;
        }
    }

    /// <summary>Job, status and metrics; checkpoints are fetched when they are wanted.</summary>
    private static async Task DownloadAsync(
        StoredJobFolder folder, JobDirectory directory, int last, JobStatus? status, CancellationToken cancellationToken)
    {
        StoredScratch.Clear(directory.Root);
        Directory.CreateDirectory(Path.GetDirectoryName(directory.ModelFile)!);
        if (await WholeObject.ReadAsync(folder.Store, folder.Object("job.json"), cancellationToken).ConfigureAwait(false) is { } job)
        {
            await File.WriteAllBytesAsync(directory.JobFile, job, cancellationToken).ConfigureAwait(false);
        }

        // An attempt begins its metrics with those it keeps; one that died before that has none.
        var metrics = Array.Empty<byte>();
        for (var attempt = last; attempt > 0 && metrics.Length == 0; attempt--)
        {
            metrics = await folder.ReadSegmentsAsync(attempt, StoredJobFolder.Metrics, cancellationToken).ConfigureAwait(false);
        }

        await File.WriteAllBytesAsync(JobDirectory.MetricsFile(directory.Root), metrics, cancellationToken).ConfigureAwait(false);
        if (status is not null)
        {
            directory.WriteStatus(status);
        }
    }
}
