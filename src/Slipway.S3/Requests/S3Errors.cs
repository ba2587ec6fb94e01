using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;

namespace Slipway.Storage;

/// <summary>Turns a failure into the exception that a caller sees: what, where, what the server said, and what to do.</summary>
internal static class S3Errors
{
    public static IOException ToException(S3Failure failure, S3Call call, int attempts, TimeSpan elapsed, S3Options options, DateTimeOffset now)
    {
        var message = Describe(failure, call, attempts, elapsed, options, now);
        return failure.Kind == S3FailureKind.Missing
            ? new FileNotFoundException(message, call.Uri.AbsoluteUri, failure.Cause)
            : new S3Exception(message, call.Uri, call.Operation, failure.Cause)
            {
                Offset = call.Position < 0 ? null : call.Position,
                StatusCode = failure.Status,
                ErrorCode = failure.Code,
                RequestId = failure.RequestId,
                Attempts = attempts,
                Retryable = failure.IsRetryable,
            };
    }

    private static string Describe(S3Failure failure, S3Call call, int attempts, TimeSpan elapsed, S3Options options, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{call} failed: ");
        if (failure.Status is { } status)
        {
            text.Append(CultureInfo.InvariantCulture, $"HTTP {(int)status} {failure.Code ?? status.ToString()}: ");
        }

        text.Append(Innermost(failure).Trim().TrimEnd('.')).Append('.');
        if (attempts > 1)
        {
            text.Append(CultureInfo.InvariantCulture, $" Tried {attempts} times in {elapsed.TotalSeconds:0.0} s.");
        }

        text.Append(CultureInfo.InvariantCulture, $" {Remedy(failure, options, now)}");
        if (failure.RequestId is { } id)
        {
            text.Append(CultureInfo.InvariantCulture, $" Request id {id}.");
        }

        return text.ToString();
    }

    // The SDK wraps what the network said in sentences about itself.
    private static string Innermost(S3Failure failure)
    {
        var cause = failure.Cause;
        while (failure.Status is null && cause.InnerException is not null)
        {
            cause = cause.InnerException;
        }

        return cause.Message;
    }

    private static string Remedy(S3Failure failure, S3Options options, DateTimeOffset now) => failure.Reason switch
    {
        "NoSuchBucket" => "Check the bucket's name, and that ServiceUrl and Region are those of its server.",
        "InvalidAccessKeyId" => "The server does not know this access key: check AccessKey (or the profile or environment it comes from) and ServiceUrl.",
        "SignatureDoesNotMatch" => "Check SecretKey, and Region: it is part of the signature.",
        "ExpiredToken" or "InvalidToken" or "TokenRefreshRequired" => "The session token is not valid any more: get new temporary credentials.",
        "AccessDenied" or "AllAccessDisabled" or "AccountProblem" or "403" or "Forbidden" =>
            "These credentials may not do this: check them and the policies of user and bucket. Without s3:ListBucket, S3 answers so for missing objects too.",
        "PermanentRedirect" or "TemporaryRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" or "IncorrectEndpoint" or "301" or "307" =>
            $"The bucket is not in region '{options.Region ?? "of the environment"}': set S3Options.Region to the bucket's.",
        "InvalidObjectState" => "The object is archived: restore it first.",
        "QuotaExceeded" or "EntityTooLarge" or "InsufficientCapacity" => "The server takes no more: free space or write a smaller object.",
        "KeyTooLongError" => "A key has at most 1024 bytes of UTF-8.",
        "NotImplemented" or "XAmzContentSHA256Mismatch" or "MissingContentLength" when options.ServiceUrl is not null =>
            "This server lacks something of S3's protocol: try S3Options.ChecksumsWhenRequired.",
        "NameResolution" => "Check ServiceUrl and Region, and that this machine has a name server.",
        "Certificate" => "The server's certificate is not trusted by this machine: install its authority, or check ServiceUrl.",
        "WrongAnswer" => "Check what stands between this machine and the server, a proxy or cache, and report it to the server's maintainers.",
        "Timeout" => "Check the network; raise S3Options.RequestTimeout or StallTimeout for slow ones.",
        _ => Remedy(failure.Kind, failure.Cause, now),
    };

    private static string Remedy(S3FailureKind kind, Exception cause, DateTimeOffset now) => kind switch
    {
        S3FailureKind.ClockSkew => string.Create(CultureInfo.InvariantCulture, $"Set this machine's clock: it says {now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC."),
        S3FailureKind.Missing => "There is no such object; keys are case-sensitive. Check bucket, key, ServiceUrl and Region.",
        S3FailureKind.ConditionFailed => "The object is not in the state that was asked for.",
        S3FailureKind.Throttled => "The server is overloaded: lower S3Options.MaxConcurrentRequests or ParallelRanges, or raise MaxAttempts.",
        S3FailureKind.Transient => Root(cause) is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
            ? "Check that the server runs, and its address and port in S3Options.ServiceUrl."
            : "Check server and network; raise S3Options.MaxAttempts if they recover.",
        _ when cause is AmazonClientException =>
            "Check credentials and region: AccessKey and SecretKey, Profile, Anonymous and Region of S3Options, or the environment (AWS_ACCESS_KEY_ID, AWS_REGION).",
        _ => "The same request will fail again.",
    };

    private static Exception Root(Exception e)
    {
        while (e.InnerException is not null)
        {
            e = e.InnerException;
        }

        return e;
    }
}
