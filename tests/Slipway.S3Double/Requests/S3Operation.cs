namespace Slipway.S3Double.Requests;

/// <summary>What a request asks for.</summary>
public enum S3Operation
{
    /// <summary>Nothing that the double knows; answered with 501.</summary>
    Unknown,

    /// <summary>The caller's buckets.</summary>
    ListBuckets,

    /// <summary>A new bucket.</summary>
    CreateBucket,

    /// <summary>Whether a bucket is there.</summary>
    HeadBucket,

    /// <summary>Removes an empty bucket.</summary>
    DeleteBucket,

    /// <summary>The bucket's region.</summary>
    GetBucketLocation,

    /// <summary>Keys of a bucket.</summary>
    ListObjectsV2,

    /// <summary>Uploads that are neither completed nor aborted.</summary>
    ListMultipartUploads,

    /// <summary>Removes many objects.</summary>
    DeleteObjects,

    /// <summary>Writes an object.</summary>
    PutObject,

    /// <summary>Reads an object.</summary>
    GetObject,

    /// <summary>An object's size and headers.</summary>
    HeadObject,

    /// <summary>Removes an object.</summary>
    DeleteObject,

    /// <summary>Starts an upload in parts.</summary>
    CreateMultipartUpload,

    /// <summary>One part.</summary>
    UploadPart,

    /// <summary>Parts that have arrived.</summary>
    ListParts,

    /// <summary>Makes the parts an object.</summary>
    CompleteMultipartUpload,

    /// <summary>Throws the parts away.</summary>
    AbortMultipartUpload,
}
