namespace Slipway;

/// <summary>How a job with an output in an object store (<c>WithOutput("s3://...")</c>) keeps its files there. The defaults suit a bucket.</summary>
public sealed record StoredOutputOptions
{
    /// <summary>
    /// Local folder for the files of running jobs: each has a folder of its own in it, deleted when the job has ended and all is stored. Folders that a
    /// killed process left are used again by the same job, and deleted a week after their last change when another such job starts. Null: the folder
    /// <c>slipway-&lt;user&gt;/jobs</c> in the system's temporary folder. Default: null.
    /// </summary>
    public string? ScratchFolder { get; init; }

    /// <summary>Longest time for which a line of the log or a metric waits before it is stored, together with those that came meanwhile. Default: 1 s.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time between two signs of life of a running job. Default: 5 s.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Without a sign of life for so long, a job counts as dead, and another machine may go on with it. At least three times
    /// <see cref="HeartbeatInterval"/>. Default: 20 s.
    /// </summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long the store may fail before the job does. Training goes on meanwhile; a job that fails for this keeps its local files. Default: 5 minutes.
    /// </summary>
    public TimeSpan RetryLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What is wrong, as sentences.</summary>
    internal IEnumerable<string> FindProblems()
    {
        if (FlushInterval <= TimeSpan.Zero)
        {
            yield return $"FlushInterval of WithOutput is {FlushInterval}; allowed: a positive time.";
        }

        if (HeartbeatInterval <= TimeSpan.Zero)
        {
            yield return $"HeartbeatInterval of WithOutput is {HeartbeatInterval}; allowed: a positive time.";
        }

        if (LeaseDuration < HeartbeatInterval * 3)
        {
            yield return $"LeaseDuration of WithOutput is {LeaseDuration}; allowed: at least three times HeartbeatInterval ({HeartbeatInterval * 3}).";
        }

        if (RetryLimit < TimeSpan.Zero)
        {
            yield return $"RetryLimit of WithOutput is {RetryLimit}; allowed: zero or more.";
        }
    }
}
