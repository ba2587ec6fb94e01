using System.Security.Cryptography;

namespace Slipway.S3Double.Tests.Protocol;

public sealed class MultipartTests : ProtocolTests
{
    private protected override S3DoubleOptions Options => new() { MinimumPartBytes = 4, MaxPageKeys = 2 };

    [Fact]
    public async Task Complete_GivenParts_MakesTheObjectAtOnce()
    {
        var id = await BeginAsync("key");
        var etags = new[] { await PartAsync(id, 2, "5678"), await PartAsync(id, 1, "1234"), await PartAsync(id, 9, "9") };
        Assert.Null(Bucket.Find("key"));

        var answer = await CompleteAsync("key", id, (1, etags[1]), (2, etags[0]), (9, etags[2]));

        Assert.Equal("123456789"u8.ToArray(), Bucket.Find("key")!.Data.ToArray());
        byte[][] parts = [Utf8("1234"), Utf8("5678"), Utf8("9")];
        var expected = Convert.ToHexStringLower(MD5.HashData([.. parts.SelectMany(MD5.HashData)])) + "-3";
        Assert.Equal([$"\"{expected}\""], answer.All("ETag"));
        Assert.Equal("NoSuchUpload", (await CompleteAsync("key", id, (1, etags[1]))).Code);
    }

    [Fact]
    public async Task Complete_GivenWrongParts_SaysWhichRule()
    {
        var id = await BeginAsync("key");
        var first = await PartAsync(id, 1, "1234");
        var small = await PartAsync(id, 2, "5");
        var last = await PartAsync(id, 3, "6789");

        Assert.Equal("InvalidPartOrder", (await CompleteAsync("key", id, (3, last), (1, first))).Code);
        Assert.Equal("InvalidPartOrder", (await CompleteAsync("key", id, (1, first), (1, first))).Code);
        Assert.Equal("InvalidPart", (await CompleteAsync("key", id, (1, last))).Code);
        Assert.Equal("InvalidPart", (await CompleteAsync("key", id, (1, first), (4, last))).Code);
        Assert.Equal("EntityTooSmall", (await CompleteAsync("key", id, (1, first), (2, small), (3, last))).Code);
        Assert.Equal("MalformedXML", (await CompleteAsync("key", id)).Code);
        Assert.Equal("NoSuchUpload", (await CompleteAsync("other", id, (1, first))).Code);
        Assert.Null(Bucket.Find("key"));
        Assert.Single(Bucket.Uploads);
    }

    [Fact]
    public async Task Complete_GivenIfNoneMatchAndAnObject_IsRefusedAndKeepsTheUpload()
    {
        var id = await BeginAsync("key");
        var etag = await PartAsync(id, 1, "1234");
        Bucket.Put("key", "other"u8);
        var body = Body((1, etag));

        var answer = await Client.SendAsync("POST", "/bucket/key", $"uploadId={id}", body, With("If-None-Match", "*"));

        Assert.Equal("PreconditionFailed", answer.Code);
        Assert.Equal("other"u8.ToArray(), Bucket.Find("key")!.Data.ToArray());
        Assert.Single(Bucket.Uploads);
    }

    [Fact]
    public async Task Abort_GivenUpload_LeavesNothing()
    {
        var id = await BeginAsync("key");
        await PartAsync(id, 1, "1234");

        var aborted = await Client.SendAsync("DELETE", "/bucket/key", $"uploadId={id}");
        var again = await Client.SendAsync("DELETE", "/bucket/key", $"uploadId={id}");

        Assert.Equal((204, "NoSuchUpload"), (aborted.Status, again.Code));
        Assert.Equal("NoSuchUpload", (await Client.SendAsync("PUT", "/bucket/key", $"partNumber=2&uploadId={id}", Utf8("x"))).Code);
        Assert.Empty(Bucket.Uploads);
    }

    [Fact]
    public async Task UploadPart_GivenBadNumber_IsRefused()
    {
        var id = await BeginAsync("key");

        Assert.Equal("InvalidArgument", (await Client.SendAsync("PUT", "/bucket/key", $"partNumber=0&uploadId={id}", Utf8("x"))).Code);
        Assert.Equal("InvalidArgument", (await Client.SendAsync("PUT", "/bucket/key", $"partNumber=10001&uploadId={id}", Utf8("x"))).Code);
        Assert.Equal("NoSuchUpload", (await Client.SendAsync("PUT", "/bucket/key", "partNumber=1&uploadId=none", Utf8("x"))).Code);
    }

    [Fact]
    public async Task ListUploads_GivenPages_NamesEachOnce()
    {
        var ids = new List<string>();
        foreach (var key in (string[])["a", "b", "b", "c", "d"])
        {
            ids.Add(await BeginAsync(key));
        }

        var seen = new List<string>();
        for (var marker = ""; marker is not null;)
        {
            var answer = await Client.SendAsync("GET", "/bucket", marker.Length == 0 ? "uploads=" : $"{marker}&uploads=");
            Assert.InRange(answer.All("UploadId").Count, 1, 2);
            seen.AddRange(answer.All("UploadId"));
            var next = answer.All("NextKeyMarker");
            marker = next.Count == 0 ? null : $"key-marker={next[0]}&upload-id-marker={answer.All("NextUploadIdMarker")[0]}";
        }

        Assert.Equal(ids.Order(), seen.Order());
    }

    [Fact]
    public async Task Get_GivenPartNumber_SendsThatPart()
    {
        var id = await BeginAsync("key");
        await CompleteAsync("key", id, (1, await PartAsync(id, 1, "1234")), (2, await PartAsync(id, 2, "56")));

        var second = await Client.SendAsync("GET", "/bucket/key", "partNumber=2");
        var third = await Client.SendAsync("GET", "/bucket/key", "partNumber=3");

        Assert.Equal(("56", "bytes 4-5/6", "2"), (second.Text, second.Headers["content-range"], second.Headers["x-amz-mp-parts-count"]));
        Assert.Equal("InvalidPartNumber", third.Code);
    }

    private async Task<string> BeginAsync(string key) => (await Client.SendAsync("POST", $"/bucket/{key}", "uploads=")).All("UploadId").Single();

    private async Task<string> PartAsync(string id, int number, string text) =>
        (await Client.SendAsync("PUT", "/bucket/key", $"partNumber={number}&uploadId={id}", Utf8(text))).Headers["etag"];

    private Task<RawAnswer> CompleteAsync(string key, string id, params (int Number, string ETag)[] parts) =>
        Client.SendAsync("POST", $"/bucket/{key}", $"uploadId={id}", Body(parts));

    private static byte[] Body(params (int Number, string ETag)[] parts) => Utf8(
        $"<CompleteMultipartUpload>{string.Concat(parts.Select(p => $"<Part><PartNumber>{p.Number}</PartNumber><ETag>{p.ETag}</ETag></Part>"))}</CompleteMultipartUpload>");
}
