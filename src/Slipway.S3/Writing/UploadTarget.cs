using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Slipway.Telemetry;

namespace Slipway.Storage;

/// <summary>The object that a writer writes: single requests, each safe to repeat.</summary>
/// <param name="requests">Runs requests.</param>
/// <param name="uri">The object.</param>
internal sealed class UploadTarget(S3Requests requests, Uri uri)
{
    // Tells our own object from another writer's when the answer to a commit was lost and the next attempt finds an object.
    private const string MarkName = "slipway-write";

    private readonly string _mark = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);

    public Uri Uri { get; } = uri;

    public S3Requests Requests => requests;

    public string Bucket { get; } = S3Uri.Parse(uri).Bucket;

    public string Key { get; } = S3Uri.Parse(uri).Key;

    private bool WithChecksum => !requests.Options.ChecksumsWhenRequired;

    /// <summary>Writes the whole object by one request, the only one that S3 and its kin make conditional reliably.</summary>
    /// <returns>Its ETag.</returns>
    public Task<string> PutAsync(UploadBody body, bool ifAbsent, CancellationToken cancellationToken)
    {
        var attempts = 0;
        return requests.RunAsync(new S3Call("PutObject", Uri), SendAsync, cancellationToken);

        async Task<string> SendAsync(IAmazonS3 client, RequestWatch watch)
        {
            attempts++;
            using var content = new UploadStream(body, watch, requests.Options.RequestTimeout);
            var request = new PutObjectRequest
            {
                BucketName = Bucket,
                Key = Key,
                InputStream = content,
                AutoCloseStream = false,
                UseChunkEncoding = false,
                IfNoneMatch = ifAbsent ? "*" : null,
            };
            if (ifAbsent)
            {
                request.Metadata[MarkName] = _mark;
            }

            try
            {
                var response = await client.PutObjectAsync(request, watch.Token).ConfigureAwait(false);
                S3Telemetry.Written(body.Length);
                return ETags.Bare(response.ETag);
            }
            catch (AmazonS3Exception e) when (ifAbsent && attempts > 1 && e.StatusCode == HttpStatusCode.PreconditionFailed)
            {
                if (await OwnETagAsync(client, watch).ConfigureAwait(false) is { } etag)
                {
                    return etag;
                }

                throw;
            }
        }
    }

    /// <summary>Starts an upload in parts.</summary>
    /// <returns>Its id.</returns>
    public Task<string> BeginAsync(CancellationToken cancellationToken) => requests.RunAsync(
        new S3Call("CreateMultipartUpload", Uri),
        async (client, watch) =>
        {
            var request = new InitiateMultipartUploadRequest { BucketName = Bucket, Key = Key };
            request.Metadata[MarkName] = _mark;
            if (WithChecksum)
            {
                request.ChecksumAlgorithm = ChecksumAlgorithm.CRC32;
            }

            return (await client.InitiateMultipartUploadAsync(request, watch.Token).ConfigureAwait(false)).UploadId;
        },
        cancellationToken);

    /// <summary>Uploads a part; the same number again replaces it.</summary>
    public Task<PartETag> PutPartAsync(string uploadId, int number, long offset, UploadBody body, CancellationToken cancellationToken) => requests.RunAsync(
        new S3Call("UploadPart", Uri) { Position = offset },
        async (client, watch) =>
        {
            using var content = new UploadStream(body, watch, requests.Options.RequestTimeout);
            var request = new UploadPartRequest
            {
                BucketName = Bucket,
                Key = Key,
                UploadId = uploadId,
                PartNumber = number,
                PartSize = body.Length,
                InputStream = content,
                UseChunkEncoding = false,
            };
            if (WithChecksum)
            {
                request.ChecksumAlgorithm = ChecksumAlgorithm.CRC32;
            }

            var response = await client.UploadPartAsync(request, watch.Token).ConfigureAwait(false);
            S3Telemetry.Written(body.Length);
            return new PartETag(response) { PartNumber = number };
        },
        cancellationToken);

    /// <summary>Makes the parts one object.</summary>
    /// <returns>Its ETag.</returns>
    public Task<string> CompleteAsync(string uploadId, List<PartETag> parts, CancellationToken cancellationToken)
    {
        var attempts = 0;
        return requests.RunAsync(
            new S3Call("CompleteMultipartUpload", Uri),
            async (client, watch) =>
            {
                attempts++;
                var request = new CompleteMultipartUploadRequest { BucketName = Bucket, Key = Key, UploadId = uploadId, PartETags = parts };
                try
                {
                    return ETags.Bare((await client.CompleteMultipartUploadAsync(request, watch.Token).ConfigureAwait(false)).ETag);
                }
                catch (AmazonS3Exception e) when (attempts > 1 && e.StatusCode == HttpStatusCode.NotFound)
                {
                    // The upload is gone: by our own earlier attempt, whose answer was lost?
                    if (await OwnETagAsync(client, watch).ConfigureAwait(false) is { } etag)
                    {
                        return etag;
                    }

                    throw;
                }
            },
            cancellationToken);
    }

    /// <summary>Removes the parts of an upload, also those that were on their way when the first request to remove them came.</summary>
    /// <returns>Whether the server confirmed that nothing is left.</returns>
    public Task<bool> AbortAsync(string uploadId, CancellationToken cancellationToken) => requests.RunAsync(
        new S3Call("AbortMultipartUpload", Uri),
        async (client, watch) =>
        {
            try
            {
                await client.AbortMultipartUploadAsync(
                    new AbortMultipartUploadRequest { BucketName = Bucket, Key = Key, UploadId = uploadId }, watch.Token).ConfigureAwait(false);
                await client.ListPartsAsync(new ListPartsRequest { BucketName = Bucket, Key = Key, UploadId = uploadId }, watch.Token).ConfigureAwait(false);
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                return true;
            }

            throw new S3AnswerException("The upload is still there after its abort", isRetryable: true);
        },
        cancellationToken);

    private async Task<string?> OwnETagAsync(IAmazonS3 client, RequestWatch watch)
    {
        var head = await client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = Bucket, Key = Key }, watch.Token).ConfigureAwait(false);
        return head.Metadata[MarkName] == _mark ? ETags.Bare(head.ETag) : null;
    }
}
