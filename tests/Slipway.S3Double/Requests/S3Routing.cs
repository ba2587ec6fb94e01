namespace Slipway.S3Double.Requests;

/// <summary>Finds the operation by method, path and query.</summary>
internal static class S3Routing
{
    // Queries that name a sub-resource which the double does not have: they must not be mistaken for the plain operation.
    private static readonly string[] Unknown =
    [
        "acl", "attributes", "cors", "encryption", "legal-hold", "lifecycle", "logging", "notification", "object-lock", "policy", "replication",
        "restore", "retention", "select", "tagging", "torrent", "versioning", "versions", "versionId", "website",
    ];

    public static S3Operation Find(S3Request request)
    {
        if (request.Query.Any(q => Unknown.Contains(q.Name)) || request.Header("x-amz-copy-source") is not null)
        {
            return S3Operation.Unknown;
        }

        return request switch
        {
            { Bucket: "" } => request.Method == "GET" ? S3Operation.ListBuckets : S3Operation.Unknown,
            { Key: "" } => OfBucket(request),
            _ => OfObject(request),
        };
    }

    private static S3Operation OfBucket(S3Request request) => request.Method switch
    {
        "PUT" => S3Operation.CreateBucket,
        "HEAD" => S3Operation.HeadBucket,
        "DELETE" => S3Operation.DeleteBucket,
        "POST" when request.Has("delete") => S3Operation.DeleteObjects,
        "GET" when request.Has("location") => S3Operation.GetBucketLocation,
        "GET" when request.Has("uploads") => S3Operation.ListMultipartUploads,
        "GET" when request.Value("list-type") == "2" => S3Operation.ListObjectsV2,
        _ => S3Operation.Unknown,
    };

    private static S3Operation OfObject(S3Request request) => request.Method switch
    {
        "PUT" when request.Has("partNumber") || request.Has("uploadId") => S3Operation.UploadPart,
        "PUT" => S3Operation.PutObject,
        "GET" when request.Has("uploadId") => S3Operation.ListParts,
        "GET" => S3Operation.GetObject,
        "HEAD" => S3Operation.HeadObject,
        "DELETE" when request.Has("uploadId") => S3Operation.AbortMultipartUpload,
        "DELETE" => S3Operation.DeleteObject,
        "POST" when request.Has("uploads") => S3Operation.CreateMultipartUpload,
        "POST" when request.Has("uploadId") => S3Operation.CompleteMultipartUpload,
        _ => S3Operation.Unknown,
    };
}
