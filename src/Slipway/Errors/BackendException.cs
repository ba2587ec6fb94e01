namespace Slipway;

/// <summary>A compute backend refused or lost a job for a reason that is not the training itself.</summary>
public sealed class BackendException : SlipwayException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened, to which job, and what to do.</param>
    /// <param name="retryable">Whether the same submission can succeed later without a change.</param>
    /// <param name="innerException">The cause, when another exception is the cause.</param>
    public BackendException(string message, bool retryable = false, Exception? innerException = null)
        : base(message, innerException) => Retryable = retryable;

    /// <summary>Whether the same submission can succeed later without a change.</summary>
    public bool Retryable { get; }
}
