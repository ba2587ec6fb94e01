using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Slipway.Storage;

/// <summary>What a server says of an object without its bytes.</summary>
/// <param name="Version">ETag and size.</param>
/// <param name="LastModified">When it was written.</param>
/// <param name="Metadata">What its writer noted.</param>
internal sealed record ObjectHead(ObjectVersion Version, DateTime? LastModified, MetadataCollection Metadata)
{
    /// <summary>Asks for it.</summary>
    public static async Task<ObjectHead> GetAsync(IAmazonS3 client, string bucket, string key, CancellationToken cancellationToken)
    {
        try
        {
            var head = await client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = bucket, Key = key }, cancellationToken).ConfigureAwait(false);
            return new(new(ETags.Bare(head.ETag), head.ContentLength), head.LastModified, head.Metadata);
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest or HttpStatusCode.MovedPermanently)
        {
            // An answer to HEAD has no body and so no reason: wrong keys, a wrong clock and a wrong region look alike. One to GET has; and with it the SDK can set its clock.
            var request = new GetObjectRequest { BucketName = bucket, Key = key, ByteRange = new ByteRange(0, 0) };
            using var response = await client.GetObjectAsync(request, cancellationToken).ConfigureAwait(false);
            return new(AnsweredRange.Of(response).Version, response.LastModified, response.Metadata);
        }
    }
}
