namespace Slipway;

/// <summary>A training job ended without a model.</summary>
public sealed class TrainingFailedException : SlipwayException
{
    /// <summary>Creates the error.</summary>
    /// <param name="jobName">Name of the job.</param>
    /// <param name="reason">The first cause, as a sentence.</param>
    /// <param name="logTail">The last lines of the training log, oldest first.</param>
    /// <param name="innerException">The first cause, when it happened in this process.</param>
    public TrainingFailedException(string jobName, string reason, IReadOnlyList<string>? logTail = null, Exception? innerException = null)
        : base($"Training job '{jobName}' failed: {reason}", innerException)
    {
        JobName = jobName;
        Reason = reason;
        LogTail = logTail ?? [];
    }

    /// <summary>Name of the job.</summary>
    public string JobName { get; }

    /// <summary>The first cause.</summary>
    public string Reason { get; }

    /// <summary>The last lines of the training log, oldest first.</summary>
    public IReadOnlyList<string> LogTail { get; }
}
