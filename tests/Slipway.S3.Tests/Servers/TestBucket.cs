using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Slipway.S3Double;
using Slipway.Storage;

namespace Slipway.S3.Tests.Servers;

/// <summary>A bucket of one test, looked at through a client of its own.</summary>
/// <param name="Endpoint">The server.</param>
/// <param name="Credentials">Keys that it knows.</param>
/// <param name="Name">Name of the bucket.</param>
public sealed record TestBucket(Uri Endpoint, S3Credentials Credentials, string Name)
{
    public Uri Folder => new($"s3://{Name}/");

    public Uri At(string key) => S3Uri.Create(Name, key);

    public static async Task<TestBucket> CreateAsync(Uri endpoint, S3Credentials credentials)
    {
        var bucket = new TestBucket(endpoint, credentials, string.Create(CultureInfo.InvariantCulture, $"test-{Guid.NewGuid():N}"));
        using var client = bucket.Client();
        await client.PutBucketAsync(bucket.Name, TestContext.Current.CancellationToken);
        return bucket;
    }

    /// <summary>Options with small parts.</summary>
    public S3Options Options => new()
    {
        ServiceUrl = Endpoint,
        AccessKey = Credentials.AccessKey,
        SecretKey = Credentials.SecretKey,
        PartSize = 5 << 20,
        StallTimeout = TimeSpan.FromSeconds(10),
        RequestTimeout = TimeSpan.FromSeconds(20),
    };

    /// <summary>Options with small parts and no patience, for servers that hang.</summary>
    public S3Options Impatient => Options with { StallTimeout = TimeSpan.FromMilliseconds(300), RequestTimeout = TimeSpan.FromSeconds(1) };

    /// <summary>A store that does not wait between attempts.</summary>
    public S3ObjectStore Store(S3Options? options = null) => new(null, options ?? Options, null, null, static () => 0);

    /// <summary>The bucket as it is reached through another address.</summary>
    public TestBucket Through(Uri endpoint) => this with { Endpoint = endpoint };

    /// <summary>Keys of uploads that are neither completed nor aborted.</summary>
    public async Task<IReadOnlyList<string>> UploadsAsync()
    {
        using var client = Client();
        var uploads = await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Name }, TestContext.Current.CancellationToken);
        return [.. (uploads.MultipartUploads ?? []).Select(u => u.Key)];
    }

    /// <summary>Keys of objects.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync()
    {
        using var client = Client();
        var objects = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Name }, TestContext.Current.CancellationToken);
        return [.. (objects.S3Objects ?? []).Select(o => o.Key)];
    }

    public async Task PutAsync(string key, byte[] data)
    {
        using var client = Client();
        var request = new PutObjectRequest { BucketName = Name, Key = key, InputStream = new MemoryStream(data), UseChunkEncoding = false };
        await client.PutObjectAsync(request, TestContext.Current.CancellationToken);
    }

    private AmazonS3Client Client() => new(
        new BasicAWSCredentials(Credentials.AccessKey, Credentials.SecretKey),
        new AmazonS3Config { ServiceURL = Endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1", ForcePathStyle = true });
}
