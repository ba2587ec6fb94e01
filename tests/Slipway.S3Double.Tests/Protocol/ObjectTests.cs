using Slipway.S3Double.Requests;

namespace Slipway.S3Double.Tests.Protocol;

public sealed class ObjectTests : ProtocolTests
{
    [Theory]
    [InlineData("bytes=0-3", 206, "0123", "bytes 0-3/10")]
    [InlineData("bytes=7-", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=7-100", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=-4", 206, "6789", "bytes 6-9/10")]
    [InlineData("bytes=-40", 206, "0123456789", "bytes 0-9/10")]
    [InlineData("bytes=9-9", 206, "9", "bytes 9-9/10")]
    [InlineData("bytes=5-4", 200, "0123456789", null)]
    [InlineData("bytes=x-4", 200, "0123456789", null)]
    [InlineData("bytes=0-1,3-4", 200, "0123456789", null)]
    [InlineData("items=0-3", 200, "0123456789", null)]
    [InlineData("bytes=10-", 416, null, "bytes */10")]
    [InlineData("bytes=10-12", 416, null, "bytes */10")]
    [InlineData("bytes=-0", 416, null, "bytes */10")]
    public async Task Get_GivenRange_SendsThatRange(string range, int status, string? text, string? contentRange)
    {
        Bucket.Put("key", "0123456789"u8);

        var answer = await Client.SendAsync("GET", "/bucket/key", headers: With("Range", range));
        var head = await Client.SendAsync("HEAD", "/bucket/key", headers: With("Range", range));

        Assert.Equal((status, contentRange), (answer.Status, answer.Headers.GetValueOrDefault("content-range")));
        Assert.Equal(status == 416 ? "InvalidRange" : text, status == 416 ? answer.Code : answer.Text);
        Assert.Equal((answer.Status, answer.Headers["content-length"]), (head.Status, head.Headers["content-length"]));
        Assert.Empty(head.Body);
    }

    [Fact]
    public async Task Get_GivenEmptyObject_HasNoRange()
    {
        Bucket.Put("key", []);

        Assert.Equal(200, (await Client.SendAsync("GET", "/bucket/key")).Status);
        Assert.Equal("InvalidRange", (await Client.SendAsync("GET", "/bucket/key", headers: With("Range", "bytes=0-"))).Code);
    }

    [Fact]
    public async Task Get_GivenConditions_KeepsThem()
    {
        var etag = Bucket.Put("key", "data"u8).QuotedETag;

        Assert.Equal(200, (await Client.SendAsync("GET", "/bucket/key", headers: With("If-Match", etag))).Status);
        Assert.Equal("PreconditionFailed", (await Client.SendAsync("GET", "/bucket/key", headers: With("If-Match", "\"0\""))).Code);
        Assert.Equal(304, (await Client.SendAsync("GET", "/bucket/key", headers: With("If-None-Match", etag))).Status);
        Assert.Equal(200, (await Client.SendAsync("GET", "/bucket/key", headers: With("If-None-Match", "\"0\""))).Status);
        Assert.Equal("NoSuchKey", (await Client.SendAsync("GET", "/bucket/none", headers: With("If-Match", etag))).Code);
    }

    [Fact]
    public async Task Put_GivenConditions_KeepsThem()
    {
        var first = await Client.SendAsync("PUT", "/bucket/key", body: Utf8("1"), headers: With("If-None-Match", "*"));
        var second = await Client.SendAsync("PUT", "/bucket/key", body: Utf8("2"), headers: With("If-None-Match", "*"));
        var stale = await Client.SendAsync("PUT", "/bucket/key", body: Utf8("3"), headers: With("If-Match", "\"0\""));
        var fresh = await Client.SendAsync("PUT", "/bucket/key", body: Utf8("4"), headers: With("If-Match", first.Headers["etag"]));
        var missing = await Client.SendAsync("PUT", "/bucket/none", body: Utf8("5"), headers: With("If-Match", "\"0\""));

        Assert.Equal([null, "PreconditionFailed", "PreconditionFailed", null, "NoSuchKey"], new[] { first, second, stale, fresh, missing }.Select(a => a.Code));
        Assert.Equal("4"u8.ToArray(), Bucket.Find("key")!.Data.ToArray());
        Assert.Equal(["key"], Bucket.Keys);
    }

    [Fact]
    public async Task Put_GivenRacingWriters_LetsOneWin()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i =>
            Client.SendAsync("PUT", "/bucket/key", body: Utf8($"writer {i}"), headers: With("If-None-Match", "*"))));

        var winner = Assert.Single(Enumerable.Range(0, 32), i => answers[i].Status == 200);
        Assert.Equal(31, answers.Count(a => a.Code == "PreconditionFailed"));
        Assert.Equal(Utf8($"writer {winner}"), Bucket.Find("key")!.Data.ToArray());
    }

    [Theory]
    [InlineData("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==", "BadDigest")]
    [InlineData("Content-MD5", "nonsense", "InvalidDigest")]
    [InlineData("x-amz-checksum-crc32", "AAAAAA==", "BadDigest")]
    [InlineData("x-amz-checksum-crc32c", "AAAAAA==", "BadDigest")]
    [InlineData("x-amz-checksum-crc64nvme", "AAAAAAAAAAA=", "BadDigest")]
    [InlineData("x-amz-checksum-sha1", "AAAA", "BadDigest")]
    [InlineData("x-amz-checksum-sha256", "AAAA", "BadDigest")]
    [InlineData("x-amz-checksum-md17", "AAAA", "InvalidRequest")]
    [InlineData("x-amz-checksum-crc32", "y/Q5Jg==", null)]
    [InlineData("x-amz-checksum-crc32c", "4waSgw==", null)]
    [InlineData("x-amz-checksum-crc64nvme", "rosUhgp5mIg=", null)]
    [InlineData("Content-MD5", "JfnnlDI7RTiF9RgfG2JNCw==", null)]
    public async Task Put_GivenDigest_ChecksIt(string header, string value, string? code)
    {
        // The check values that the catalogue of CRC algorithms and RFC 1321 give for these nine digits.
        var answer = await Client.SendAsync("PUT", "/bucket/key", body: Utf8("123456789"), headers: With(header, value));

        Assert.Equal(code, answer.Code);
        Assert.Equal(code is null ? 1 : 0, Bucket.Keys.Count);
    }

    [Fact]
    public async Task Put_GivenMetadata_ComesBackWithIt()
    {
        await Client.SendAsync("PUT", "/bucket/key", body: Utf8("x"), headers: new Dictionary<string, string>
        {
            ["Content-Type"] = "text/csv",
            ["Content-Encoding"] = "gzip",
            ["x-amz-meta-rows"] = "17",
        });

        var head = await Client.SendAsync("HEAD", "/bucket/key");

        Assert.Equal(("text/csv", "gzip", "17"), (head.Headers["content-type"], head.Headers["content-encoding"], head.Headers["x-amz-meta-rows"]));
    }

    [Fact]
    public async Task Request_GivenNothingThere_SaysWhat()
    {
        Assert.Equal((404, "NoSuchKey"), await CodeAsync("GET", "/bucket/none"));
        Assert.Equal((404, null), await CodeAsync("HEAD", "/bucket/none"));
        Assert.Equal((404, "NoSuchBucket"), await CodeAsync("GET", "/nobucket/key"));
        Assert.Equal((404, null), await CodeAsync("HEAD", "/nobucket"));
        Assert.Equal((404, "NoSuchBucket"), await CodeAsync("PUT", "/nobucket/key"));
        Assert.Equal((204, null), await CodeAsync("DELETE", "/bucket/none"));
        Assert.Equal((501, "NotImplemented"), await CodeAsync("GET", "/bucket/key", "acl="));
    }

    [Fact]
    public async Task Bucket_GivenObjects_IsNotDeleted()
    {
        Assert.Equal((200, null), await CodeAsync("PUT", "/another-bucket"));
        Assert.Equal((409, "BucketAlreadyOwnedByYou"), await CodeAsync("PUT", "/another-bucket"));
        Assert.Equal((400, "InvalidBucketName"), await CodeAsync("PUT", "/Another_Bucket"));
        Server.Buckets["another-bucket"].Put("key", "x"u8);

        Assert.Equal((409, "BucketNotEmpty"), await CodeAsync("DELETE", "/another-bucket"));
        Server.Buckets["another-bucket"].Remove("key");
        Assert.Equal((204, null), await CodeAsync("DELETE", "/another-bucket"));

        Assert.Equal(["bucket"], Server.Buckets.Names);
        Assert.Equal(3, Server.Requests.Count(S3Operation.CreateBucket));
    }

    [Fact]
    public async Task DeleteObjects_GivenNoDigest_IsRefused()
    {
        Bucket.Put("a", "x"u8);
        var body = Utf8("<Delete><Object><Key>a</Key></Object></Delete>");

        var without = await Client.SendAsync("POST", "/bucket", "delete=", body);
        var with = await Client.SendAsync("POST", "/bucket", "delete=", body, With("Content-MD5", Md5(body)));

        Assert.Equal("InvalidRequest", without.Code);
        Assert.Equal(["a"], with.All("Key"));
        Assert.Empty(Bucket.Keys);
    }

    private async Task<(int Status, string? Code)> CodeAsync(string method, string path, string query = "")
    {
        var answer = await Client.SendAsync(method, path, query);
        return (answer.Status, answer.Code);
    }
}
