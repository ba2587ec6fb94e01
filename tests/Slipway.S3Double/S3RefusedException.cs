namespace Slipway.S3Double;

/// <summary>A refusal with the status and code that S3 gives.</summary>
public sealed class S3RefusedException : Exception
{
    /// <summary>Makes a refusal.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">Code of S3, such as <c>NoSuchKey</c>.</param>
    /// <param name="message">Text for people.</param>
    /// <param name="details">More elements of the error's XML.</param>
    public S3RefusedException(int status, string code, string message, params (string Name, string Value)[] details)
        : base(message) => (Status, Code, Details) = (status, code, details);

    /// <summary>HTTP status.</summary>
    public int Status { get; }

    /// <summary>Code of S3.</summary>
    public string Code { get; }

    /// <summary>More elements of the error's XML.</summary>
    public IReadOnlyList<(string Name, string Value)> Details { get; }

    /// <summary>Headers beside the XML.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    internal static S3RefusedException NoSuchKey(string key) => new(404, "NoSuchKey", "The specified key does not exist.", ("Key", key));

    internal static S3RefusedException NoSuchBucket(string bucket) =>
        new(404, "NoSuchBucket", "The specified bucket does not exist", ("BucketName", bucket));

    internal static S3RefusedException NoSuchUpload(string id) => new(
        404,
        "NoSuchUpload",
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
        ("UploadId", id));

    internal static S3RefusedException PreconditionFailed(string condition) => new(
        412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", ("Condition", condition));

    internal static S3RefusedException InvalidArgument(string name, string value) =>
        new(400, "InvalidArgument", $"{name} is not valid", ("ArgumentName", name), ("ArgumentValue", value));

    internal static S3RefusedException InvalidRequest(string message) => new(400, "InvalidRequest", message);

    internal static S3RefusedException NotImplemented(string what) =>
        new(501, "NotImplemented", $"A header or query you provided implies functionality that is not implemented: {what}");
}
