namespace Slipway.Storage;

/// <summary>An answer that arrived and is not what was asked for. Becomes an <see cref="S3Exception"/>.</summary>
/// <param name="message">What is wrong with it.</param>
/// <param name="isRetryable">Whether another attempt may help.</param>
internal sealed class S3AnswerException(string message, bool isRetryable) : Exception(message)
{
    public bool IsRetryable { get; } = isRetryable;
}
