using Slipway.S3Double.Requests;

namespace Slipway.S3Double.Operations;

/// <summary>Carries out a verified request.</summary>
internal static class S3Operations
{
    public static S3Response Execute(S3Call call) => call.Request.Operation switch
    {
        S3Operation.ListBuckets => BucketOperations.List(call),
        S3Operation.CreateBucket => BucketOperations.Create(call),
        S3Operation.HeadBucket => BucketOperations.Head(call),
        S3Operation.DeleteBucket => BucketOperations.Delete(call),
        S3Operation.GetBucketLocation => BucketOperations.Location(call),
        S3Operation.ListObjectsV2 => ListOperations.List(call),
        S3Operation.ListMultipartUploads => MultipartOperations.ListUploads(call),
        S3Operation.DeleteObjects => ObjectOperations.DeleteMany(call),
        S3Operation.PutObject => ObjectOperations.Put(call),
        S3Operation.GetObject => ObjectOperations.Get(call),
        S3Operation.HeadObject => ObjectOperations.Head(call),
        S3Operation.DeleteObject => ObjectOperations.Delete(call),
        S3Operation.CreateMultipartUpload => MultipartOperations.Create(call),
        S3Operation.UploadPart => MultipartOperations.UploadPart(call),
        S3Operation.ListParts => MultipartOperations.ListParts(call),
        S3Operation.CompleteMultipartUpload => MultipartOperations.Complete(call),
        S3Operation.AbortMultipartUpload => MultipartOperations.Abort(call),
        _ => throw S3RefusedException.NotImplemented($"{call.Request.Method} {call.Request.Path}"),
    };
}
