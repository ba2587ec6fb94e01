using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Slipway.S3Double.Tests.Sdk;

/// <summary>The AWS SDK's client for a server on loopback, without retries of its own.</summary>
internal static class SdkClient
{
    public static AmazonS3Client For(Uri endpoint, S3Credentials keys, ClientSetting setting = ClientSetting.NoChunks)
    {
        var config = new AmazonS3Config
        {
            ServiceURL = endpoint.ToString(),
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
            MaxErrorRetry = 0,
        };
        if (setting is ClientSetting.ChecksumsWhenRequired or ClientSetting.NoChunksNoChecksums)
        {
            config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
            config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        }

        return new AmazonS3Client(
            keys.SessionToken is { } token ? new SessionAWSCredentials(keys.AccessKey, keys.SecretKey, token) : new BasicAWSCredentials(keys.AccessKey, keys.SecretKey),
            config);
    }

    public static AmazonS3Client For(S3DoubleServer server, ClientSetting setting = ClientSetting.NoChunks) =>
        For(server.Endpoint, server.Options.Credentials[0], setting);

    public static PutObjectRequest Put(string bucket, string key, byte[] data, ClientSetting setting = ClientSetting.NoChunks) => new()
    {
        BucketName = bucket,
        Key = key,
        InputStream = new MemoryStream(data),
        UseChunkEncoding = Chunks(setting),
    };

    public static UploadPartRequest Part(string bucket, string key, string uploadId, int number, byte[] data, ClientSetting setting = ClientSetting.NoChunks) => new()
    {
        BucketName = bucket,
        Key = key,
        UploadId = uploadId,
        PartNumber = number,
        InputStream = new MemoryStream(data),
        UseChunkEncoding = Chunks(setting),
    };

    public static async Task<byte[]> ReadAsync(GetObjectResponse response, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await using (response.ResponseStream)
        {
            await response.ResponseStream.CopyToAsync(buffer, cancellationToken);
        }

        return buffer.ToArray();
    }

    private static bool Chunks(ClientSetting setting) => setting is ClientSetting.Default or ClientSetting.ChecksumsWhenRequired;
}
