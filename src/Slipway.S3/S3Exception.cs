using System.Net;

namespace Slipway;

/// <summary>An S3 server refused a request, could not be reached, or gave an answer that is wrong. A missing object or bucket is a
/// <see cref="FileNotFoundException"/> instead.</summary>
public sealed class S3Exception : IOException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was asked of which object, what the server said, and what to do.</param>
    /// <param name="uri">The object, or the prefix of a listing.</param>
    /// <param name="operation">S3's name of the operation, such as <c>GetObject</c>.</param>
    /// <param name="innerException">The cause, when another exception is the cause.</param>
    public S3Exception(string message, Uri uri, string operation, Exception? innerException = null) : base(message, innerException)
    {
        Uri = uri;
        Operation = operation;
    }

    /// <summary>The object, or the prefix of a listing.</summary>
    public Uri Uri { get; }

    /// <summary>S3's name of the operation, such as <c>GetObject</c>.</summary>
    public string Operation { get; }

    /// <summary>Byte of the object at which reading or writing stood; null for operations without one.</summary>
    public long? Offset { get; init; }

    /// <summary>HTTP status of the answer; null when there was none.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>S3's error code, such as <c>AccessDenied</c>; null when there was none.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The server's id of the request, for its logs or its support; null when there was none.</summary>
    public string? RequestId { get; init; }

    /// <summary>How often the request was tried.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Whether the same request may succeed later without a change.</summary>
    public bool Retryable { get; init; }
}
