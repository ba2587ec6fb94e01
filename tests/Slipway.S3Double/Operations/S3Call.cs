using Slipway.S3Double.Bodies;
using Slipway.S3Double.Faults;
using Slipway.S3Double.Requests;
using Slipway.S3Double.Storage;

namespace Slipway.S3Double.Operations;

/// <summary>A verified request and what it works on.</summary>
internal sealed record S3Call(S3Request Request, RequestBody Body, S3Buckets Buckets, S3DoubleOptions Options, S3Fault? Fault)
{
    public S3Bucket Bucket => Buckets[Request.Bucket];

    public WriteCondition WriteCondition => new(Request.Header("If-Match"), Request.Header("If-None-Match"));

    /// <summary>A size as this call states it.</summary>
    public long Stated(long size) => Fault is S3Fault.Understate understate ? Math.Max(0, size - understate.Bytes) : size;

    /// <summary>An ETag with quotes, as this call states it.</summary>
    public string Stated(string etag) => Fault is S3Fault.WrongETag ? "\"00000000000000000000000000000000\"" : $"\"{etag}\"";
}
