using Slipway.S3Double.Storage;

namespace Slipway.S3Double.Faults;

/// <summary>Something that goes wrong with a request.</summary>
public abstract record S3Fault
{
    private S3Fault()
    {
    }

    /// <summary>A refusal, such as 503 <c>SlowDown</c>.</summary>
    /// <param name="Status">HTTP status.</param>
    /// <param name="Code">Code of S3.</param>
    public sealed record Error(int Status, string Code) : S3Fault
    {
        /// <summary>Whether the operation is carried out before its answer is replaced: the write happened, and nobody says so.</summary>
        public bool AfterEffect { get; init; }

        /// <summary>Seconds of the header <c>Retry-After</c>, or null for none.</summary>
        public int? RetryAfterSeconds { get; init; }
    }

    /// <summary>Status 200 with an error in the body, as CompleteMultipartUpload may answer; nothing is carried out.</summary>
    /// <param name="Code">Code of S3.</param>
    public sealed record ErrorInBody(string Code) : S3Fault;

    /// <summary>The connection is reset while the request is read; nothing is carried out.</summary>
    /// <param name="AfterBytes">Bytes of the request's body that are taken before.</param>
    public sealed record ResetRequest(long AfterBytes) : S3Fault;

    /// <summary>The connection is reset while the answer is sent; the operation is carried out.</summary>
    /// <param name="AfterBytes">Bytes of the answer's body that are sent before; -1 for not even the headers.</param>
    public sealed record ResetResponse(long AfterBytes) : S3Fault;

    /// <summary>The connection is closed in good order after fewer bytes than <c>Content-Length</c> says.</summary>
    /// <param name="AfterBytes">Bytes of the answer's body that are sent before.</param>
    public sealed record Truncate(long AfterBytes) : S3Fault;

    /// <summary>Nothing more comes, and the connection stays open until the client gives up.</summary>
    /// <param name="AfterBytes">Bytes of the answer's body that are sent before; -1 for not even the headers.</param>
    public sealed record Hang(long AfterBytes) : S3Fault;

    /// <summary>The body comes slowly.</summary>
    /// <param name="BytesPerSecond">How slowly.</param>
    public sealed record Drip(long BytesPerSecond) : S3Fault
    {
        /// <summary>Bytes of the answer's body that come at full speed before.</summary>
        public long AfterBytes { get; init; }
    }

    /// <summary>The answer starts late.</summary>
    /// <param name="Time">How late.</param>
    public sealed record Delay(TimeSpan Time) : S3Fault;

    /// <summary>The answer carries an ETag that the object, or the part, does not have.</summary>
    public sealed record WrongETag : S3Fault;

    /// <summary>HEAD and lists state sizes that are this much smaller than the objects.</summary>
    /// <param name="Bytes">By how much; negative for larger.</param>
    public sealed record Understate(long Bytes) : S3Fault;

    /// <summary>The answer to a range has this many bytes more than were asked for, with the <c>Content-Length</c> to match.</summary>
    /// <param name="Bytes">How many, as far as the object has them.</param>
    public sealed record Oversend(long Bytes) : S3Fault;

    /// <summary>The header <c>Range</c> is not understood: 200 with the whole object.</summary>
    public sealed record IgnoreRange : S3Fault;

    /// <summary>Something happens between two requests: another client writes, say. The request itself is served.</summary>
    /// <param name="Action">What happens.</param>
    public sealed record Before(Action<S3Buckets> Action) : S3Fault;

    /// <summary>503 <c>SlowDown</c>: too many requests.</summary>
    public static S3Fault SlowDown { get; } = new Error(503, "SlowDown");

    /// <summary>500 <c>InternalError</c>.</summary>
    public static S3Fault InternalError { get; } = new Error(500, "InternalError");
}
