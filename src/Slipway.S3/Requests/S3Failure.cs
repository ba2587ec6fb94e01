using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;

namespace Slipway.Storage;

/// <summary>A failed attempt, understood.</summary>
/// <param name="Kind">What it means for the next attempt.</param>
/// <param name="Reason">A word for metrics and logs: S3's error code, or the kind of the network's failure.</param>
/// <param name="Cause">What was thrown.</param>
internal sealed record S3Failure(S3FailureKind Kind, string Reason, Exception Cause)
{
    private static readonly HashSet<string> Throttles = new(StringComparer.Ordinal)
    {
        "SlowDown", "ServiceUnavailable", "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
        "TooManyRequests", "TooManyRequestsException", "RequestLimitExceeded", "BandwidthLimitExceeded", "PriorRequestNotComplete",
    };

    private static readonly HashSet<string> Transients = new(StringComparer.Ordinal)
    {
        "InternalError", "RequestTimeout", "RequestTimeoutException", "OperationAborted", "ConditionalRequestConflict", "IncompleteBody",
        // The bytes that arrived are not those that were sent: on the way, since the SDK hashed what it sent.
        "BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch",
    };

    public HttpStatusCode? Status => Cause is AmazonServiceException { StatusCode: not 0 } service ? service.StatusCode : null;

    public string? Code => Cause is AmazonServiceException { ErrorCode.Length: > 0 } service ? service.ErrorCode : null;

    public string? RequestId => Cause is AmazonServiceException { RequestId.Length: > 0 } service ? service.RequestId : null;

    /// <summary>Whether another attempt may help.</summary>
    public bool IsRetryable => Kind is S3FailureKind.Transient or S3FailureKind.Throttled or S3FailureKind.ClockSkew;

    /// <summary>Sorts an exception of the SDK, of the network, or of ours.</summary>
    public static S3Failure Of(Exception cause) => cause switch
    {
        S3AnswerException answer => new(answer.IsRetryable ? S3FailureKind.Transient : S3FailureKind.Permanent, "WrongAnswer", cause),
        AmazonServiceException { StatusCode: not 0 } service => OfService(service),
        TimeoutException => new(S3FailureKind.Transient, "Timeout", cause),
        _ => OfNetwork(cause),
    };

    private static S3Failure OfService(AmazonServiceException cause)
    {
        var code = cause.ErrorCode ?? "";
        var status = (int)cause.StatusCode;
        var kind = code switch
        {
            "RequestTimeTooSkewed" or "RequestExpired" or "RequestInTheFuture" => S3FailureKind.ClockSkew,
            "NoSuchKey" or "NoSuchBucket" => S3FailureKind.Missing,
            "PreconditionFailed" => S3FailureKind.ConditionFailed,
            _ when Throttles.Contains(code) => S3FailureKind.Throttled,
            _ when Transients.Contains(code) => S3FailureKind.Transient,
            _ => status switch
            {
                429 or 503 => S3FailureKind.Throttled,
                408 or 500 or 502 or 504 or > 504 => S3FailureKind.Transient,
                412 => S3FailureKind.ConditionFailed,
                404 when code is "" or "NotFound" => S3FailureKind.Missing,
                _ => S3FailureKind.Permanent,
            },
        };
        return new(kind, code.Length > 0 ? code : status.ToString(CultureInfo.InvariantCulture), cause);
    }

    private static S3Failure OfNetwork(Exception cause)
    {
        for (var e = cause; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case AuthenticationException:
                    return new(S3FailureKind.Permanent, "Certificate", cause);
                case HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }:
                    return new(S3FailureKind.Transient, "NameResolution", cause);
                case SocketException socket:
                    return new(S3FailureKind.Transient, socket.SocketErrorCode.ToString(), cause);
                case HttpIOException http:
                    return new(S3FailureKind.Transient, http.HttpRequestError.ToString(), cause);
            }
        }

        for (var e = cause; e is not null; e = e.InnerException)
        {
            if (e is HttpRequestException or IOException or TimeoutException or OperationCanceledException)
            {
                return new(S3FailureKind.Transient, "Connection", cause);
            }
        }

        return new(S3FailureKind.Permanent, cause.GetType().Name, cause);
    }
}
