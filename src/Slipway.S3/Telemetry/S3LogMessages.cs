using Microsoft.Extensions.Logging;

namespace Slipway.Telemetry;

/// <summary>Every message that the object store logs. Event ids are part of the public contract.</summary>
internal static partial class S3LogMessages
{
    [LoggerMessage(301, LogLevel.Debug, "{Call}: {Reason}, attempt {Attempt} of {MaxAttempts}; the next one in {Milliseconds:0} ms")]
    public static partial void Retrying(ILogger logger, string call, string reason, int attempt, int maxAttempts, double milliseconds);

    [LoggerMessage(302, LogLevel.Warning, "The upload of {Uri} could not be aborted; its parts stay until a lifecycle rule of the bucket removes them (upload id {UploadId})")]
    public static partial void AbortFailed(ILogger logger, Exception exception, Uri uri, string uploadId);
}
