namespace Slipway;

/// <summary>
/// Root of every error that Slipway itself reports. Misuse of an API is an <see cref="ArgumentException"/>;
/// cancellation is an <see cref="OperationCanceledException"/> and is never wrapped.
/// </summary>
public class SlipwayException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What happened, where, to which thing, and what to do about it.</param>
    /// <param name="innerException">The cause, when another exception is the cause.</param>
    public SlipwayException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
