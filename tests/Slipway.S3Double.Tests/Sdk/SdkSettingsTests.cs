using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Slipway.S3Double.Tests.Sdk;

/// <summary>The AWS SDK with each of its settings: what it writes is what is stored and what it reads.</summary>
public sealed class SdkSettingsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [CombinatorialSettings(0, 1, 1234, 200_000)]
    public async Task Put_GivenSetting_StoresExactlyTheBytes(ClientSetting setting, int size)
    {
        await using var server = await S3DoubleServer.StartAsync(cancellationToken: Token);
        var bucket = server.Buckets.Create("bucket");
        using var client = SdkClient.For(server, setting);
        var data = TestData.Bytes(size);

        var put = await client.PutObjectAsync(SdkClient.Put("bucket", "a/b c+d é.bin", data, setting), Token);
        var got = await client.GetObjectAsync("bucket", "a/b c+d é.bin", Token);

        Assert.Equal(data, bucket.Find("a/b c+d é.bin")!.Data.ToArray());
        Assert.Equal(data, await SdkClient.ReadAsync(got, Token));
        Assert.Equal(put.ETag, got.ETag);
        var request = server.Requests.All.First(r => r.Operation == Requests.S3Operation.PutObject);
        var expected = size > 0 ? Mode(setting) : Mode(setting) with { Chunks = false, Crc = Mode(setting).Crc || Mode(setting).Trailer, Trailer = false }; // the SDK sends nothing plain
        Assert.Equal(expected, (request.Headers["x-amz-content-sha256"].StartsWith("STREAMING", StringComparison.Ordinal), request.Headers.ContainsKey("x-amz-checksum-crc32"), request.Headers.ContainsKey("x-amz-trailer")));
    }

    [Theory]
    [InlineData(ClientSetting.Default)]
    [InlineData(ClientSetting.ChecksumsWhenRequired)]
    [InlineData(ClientSetting.NoChunks)]
    [InlineData(ClientSetting.NoChunksNoChecksums)]
    public async Task Multipart_GivenSetting_StoresThePartsInOrder(ClientSetting setting)
    {
        await using var server = await S3DoubleServer.StartAsync(cancellationToken: Token);
        var bucket = server.Buckets.Create("bucket");
        using var client = SdkClient.For(server, setting);
        byte[][] parts = [TestData.Bytes(5 << 20, 1), TestData.Bytes(5 << 20, 2), TestData.Bytes(1000, 3)];

        var upload = await client.InitiateMultipartUploadAsync("bucket", "big", Token);
        var etags = new List<PartETag>();
        foreach (var number in (int[])[3, 1, 2])
        {
            var part = await client.UploadPartAsync(SdkClient.Part("bucket", "big", upload.UploadId, number, parts[number - 1], setting), Token);
            etags.Add(new PartETag(number, part.ETag));
        }

        var listed = await client.ListPartsAsync("bucket", "big", upload.UploadId, Token);
        var done = await client.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest { BucketName = "bucket", Key = "big", UploadId = upload.UploadId, PartETags = [.. etags.OrderBy(e => e.PartNumber)] }, Token);

        Assert.Equal([1, 2, 3], listed.Parts.Select(p => p.PartNumber!.Value));
        Assert.True(bucket.Find("big")!.Data.Span.SequenceEqual([.. parts[0], .. parts[1], .. parts[2]]));
        Assert.EndsWith("-3\"", done.ETag, StringComparison.Ordinal);
        Assert.Empty(bucket.Uploads);
    }

    [Theory]
    [InlineData(ClientSetting.Default)]
    [InlineData(ClientSetting.NoChunks)]
    public async Task DeleteObjects_GivenSetting_RemovesThem(ClientSetting setting)
    {
        await using var server = await S3DoubleServer.StartAsync(cancellationToken: Token);
        var bucket = server.Buckets.Create("bucket");
        foreach (var key in (string[])["a", "b", "c"])
        {
            bucket.Put(key, "x"u8);
        }

        using var client = SdkClient.For(server, setting);
        var request = new DeleteObjectsRequest { BucketName = "bucket" };
        request.AddKey("a");
        request.AddKey("c");
        request.AddKey("never there");

        var response = await client.DeleteObjectsAsync(request, Token);

        Assert.Equal(["a", "c", "never there"], response.DeletedObjects.Select(d => d.Key));
        Assert.Equal(["b"], bucket.Keys);
    }

    [Fact]
    public async Task Checksum_GivenEachAlgorithm_IsVerifiedStoredAndReturned()
    {
        await using var server = await S3DoubleServer.StartAsync(cancellationToken: Token);
        server.Buckets.Create("bucket");
        using var client = SdkClient.For(server);
        foreach (var algorithm in (ChecksumAlgorithm[])[ChecksumAlgorithm.CRC32, ChecksumAlgorithm.CRC32C, ChecksumAlgorithm.CRC64NVME, ChecksumAlgorithm.SHA1, ChecksumAlgorithm.SHA256])
        {
            var put = SdkClient.Put("bucket", algorithm.Value, TestData.Bytes(100_000));
            put.ChecksumAlgorithm = algorithm;

            await client.PutObjectAsync(put, Token);
            var head = await client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = "bucket", Key = algorithm.Value, ChecksumMode = ChecksumMode.ENABLED }, Token);

            var stored = server.Buckets["bucket"].Find(algorithm.Value)!.Checksums;
            Assert.Equal([algorithm.Value.ToLowerInvariant()], stored.Keys);
            Assert.Equal(
                stored.Values.Single(),
                new[] { head.ChecksumCRC32, head.ChecksumCRC32C, head.ChecksumCRC64NVME, head.ChecksumSHA1, head.ChecksumSHA256 }.Single(c => c is not null));
        }
    }

    [Fact]
    public async Task Get_GivenWrongSecretKeyOrToken_IsRefusedWithItsCode()
    {
        await using var server = await S3DoubleServer.StartAsync(
            new S3DoubleOptions { Credentials = [new S3Credentials("KEY", "secret"), new S3Credentials("TEMPORARY", "secret", "token")] }, Token);
        server.Buckets.Create("bucket").Put("key", "x"u8);
        (S3Credentials Keys, HttpStatusCode Status, string Code)[] cases =
        [
            (new("KEY", "wrong"), HttpStatusCode.Forbidden, "SignatureDoesNotMatch"),
            (new("NOBODY", "secret"), HttpStatusCode.Forbidden, "InvalidAccessKeyId"),
            (new("TEMPORARY", "secret", "old"), HttpStatusCode.BadRequest, "InvalidToken"),
            (new("TEMPORARY", "secret"), HttpStatusCode.BadRequest, "InvalidToken"),
        ];
        foreach (var (keys, status, code) in cases)
        {
            using var client = SdkClient.For(server.Endpoint, keys);
            var error = await Assert.ThrowsAsync<AmazonS3Exception>(() => client.GetObjectAsync("bucket", "key", Token));
            Assert.Equal((status, code), (error.StatusCode, error.ErrorCode));
            Assert.StartsWith("DOUBLE", error.RequestId, StringComparison.Ordinal);
        }

        using var good = SdkClient.For(server.Endpoint, server.Options.Credentials[1]);
        Assert.Equal("x"u8.ToArray(), await SdkClient.ReadAsync(await good.GetObjectAsync("bucket", "key", Token), Token));
    }

    private static (bool Chunks, bool Crc, bool Trailer) Mode(ClientSetting setting) => setting switch
    {
        ClientSetting.Default => (true, false, true),
        ClientSetting.ChecksumsWhenRequired => (true, false, false),
        ClientSetting.NoChunks => (false, true, false),
        _ => (false, false, false),
    };
}
