namespace Slipway.S3Double.Operations;

/// <summary>Buckets as such.</summary>
internal static class BucketOperations
{
    public static S3Response List(S3Call call) => S3Response.Xml(200, S3Xml.Element(
        "ListAllMyBucketsResult",
        S3Xml.Owner(),
        S3Xml.Element("Buckets", call.Buckets.Names.Select(n => S3Xml.Element("Bucket", S3Xml.Element("Name", n), S3Xml.Element("CreationDate", S3Xml.Time(DateTimeOffset.UnixEpoch)))))));

    public static S3Response Create(S3Call call)
    {
        call.Buckets.Create(call.Request.Bucket);
        return new S3Response(200) { Headers = [("Location", "/" + call.Request.Bucket)] };
    }

    public static S3Response Head(S3Call call)
    {
        _ = call.Bucket;
        return new S3Response(200) { Headers = [("x-amz-bucket-region", call.Options.Region)] };
    }

    public static S3Response Delete(S3Call call)
    {
        call.Buckets.Delete(call.Request.Bucket);
        return new S3Response(204);
    }

    public static S3Response Location(S3Call call)
    {
        _ = call.Bucket;

        // The first region has no name here, as in S3.
        return S3Response.Xml(200, S3Xml.Element("LocationConstraint", call.Options.Region == "us-east-1" ? null : call.Options.Region));
    }
}
