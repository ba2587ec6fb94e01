using Slipway.Storage;

namespace Slipway.Jobs;

/// <summary>Reads the files of a job that another process may be writing, wherever they are. Keeps its place; for one reader.</summary>
internal abstract class JobReader
{
    /// <summary>Time between two looks.</summary>
    public abstract TimeSpan PollInterval { get; }

    /// <summary>Opens the files of a job.</summary>
    /// <exception cref="ArgumentException">No store serves the URI.</exception>
    public static JobReader Of(JobHandle job)
    {
        var services = job.Services ?? SlipwayServices.Default;
        return LocalPath.TryGet(job.Directory, out var root)
            ? new LocalJobReader(root)
            : new StoredJobReader(StoredJobFolder.At(JobLocation.Normalize(job.Directory), services), services.Clock);
    }

    /// <summary>The status in the files, as far as can be told at once; a job whose process died without a word counts as failed. Null when there is no job.</summary>
    public abstract ValueTask<JobStatus?> ReadStatusAsync(CancellationToken cancellationToken);

    /// <summary>As <see cref="ReadStatusAsync"/>, but waits if need be to see whether the job is alive.</summary>
    public abstract ValueTask<JobStatus?> ReadCertainStatusAsync(CancellationToken cancellationToken);

    /// <summary>Metrics and log lines that were written since the last call.</summary>
    public abstract ValueTask<JobLines> ReadNewLinesAsync(CancellationToken cancellationToken);
}
