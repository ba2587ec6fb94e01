using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Slipway.S3Double.Tests.Signing;

/// <summary>The worked examples of Amazon's "Authenticating Requests (AWS Signature Version 4)": their keys, time and signatures.</summary>
public sealed class PublishedExamplesTests
{
    private const string Scope = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";

    private static readonly S3DoubleOptions Published = new()
    {
        Credentials = [new S3Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")],
        Clock = new FixedClock(new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero)),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41", HttpStatusCode.NotImplemented)] // signed well: the bucket's root has no such GET
    [InlineData("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb42", HttpStatusCode.Forbidden)]
    public async Task Get_GivenPublishedSignature_IsAccepted(string signature, HttpStatusCode expected)
    {
        await using var server = await S3DoubleServer.StartAsync(Published, Token);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Endpoint, "/test.txt"));
        request.Headers.Host = "examplebucket.s3.amazonaws.com";
        request.Headers.Range = new RangeHeaderValue(0, 9);
        request.Headers.Add("x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        request.Headers.Add("x-amz-date", "20130524T000000Z");
        Authorize(request, "host;range;x-amz-content-sha256;x-amz-date", signature);

        using var response = await client.SendAsync(request, Token);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497", HttpStatusCode.OK)]
    [InlineData("0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5498", HttpStatusCode.Forbidden)]
    public async Task Put_GivenPublishedChunkSignatures_StoresTheDecodedBytes(string second, HttpStatusCode expected)
    {
        await using var server = await S3DoubleServer.StartAsync(Published, Token);
        var bucket = server.Buckets.Create("examplebucket");
        var body = new StringBuilder()
            .Append("10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n").Append('a', 65536).Append("\r\n")
            .Append("400;chunk-signature=").Append(second).Append("\r\n").Append('a', 1024).Append("\r\n")
            .Append("0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n").ToString();
        using var client = new HttpClient();
        using var request = Chunked(server, body, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
        Authorize(
            request,
            "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class",
            "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");

        using var response = await client.SendAsync(request, Token);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? new string('a', 66560) : null, Text(bucket.Find("chunkObject.txt")?.Data));
    }

    [Theory]
    [InlineData("sOO8/Q==", "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435", HttpStatusCode.OK)]
    [InlineData("sOO8/Q==", "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e436", HttpStatusCode.Forbidden)]
    [InlineData("sOO8/g==", "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435", HttpStatusCode.Forbidden)]
    public async Task Put_GivenPublishedTrailerSignature_IsAccepted(string checksum, string signature, HttpStatusCode expected)
    {
        await using var server = await S3DoubleServer.StartAsync(Published, Token);
        var bucket = server.Buckets.Create("examplebucket");
        var body = new StringBuilder()
            .Append("10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n").Append('a', 65536).Append("\r\n")
            .Append("400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n").Append('a', 1024).Append("\r\n")
            .Append("0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n")
            .Append("x-amz-checksum-crc32c:").Append(checksum).Append("\r\nx-amz-trailer-signature:").Append(signature).Append("\r\n\r\n").ToString();
        using var client = new HttpClient();
        using var request = Chunked(server, body, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER");
        request.Headers.Add("x-amz-trailer", "x-amz-checksum-crc32c");
        Authorize(
            request,
            "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer",
            "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e");

        using var response = await client.SendAsync(request, Token);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? checksum : null, bucket.Find("chunkObject.txt")?.Checksums["crc32c"]);
    }

    private static HttpRequestMessage Chunked(S3DoubleServer server, string body, string mode)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, new Uri(server.Endpoint, "/examplebucket/chunkObject.txt"))
        {
            Content = new ByteArrayContent(Encoding.ASCII.GetBytes(body)),
        };
        request.Headers.Host = "s3.amazonaws.com";
        request.Headers.Add("x-amz-date", "20130524T000000Z");
        request.Headers.Add("x-amz-storage-class", "REDUCED_REDUNDANCY");
        request.Headers.Add("x-amz-content-sha256", mode);
        request.Headers.Add("x-amz-decoded-content-length", "66560");
        request.Content.Headers.ContentEncoding.Add("aws-chunked");
        return request;
    }

    private static void Authorize(HttpRequestMessage request, string signedHeaders, string signature) => Assert.True(request.Headers.TryAddWithoutValidation(
        "Authorization", $"AWS4-HMAC-SHA256 Credential={Scope},SignedHeaders={signedHeaders},Signature={signature}"));

    private static string? Text(ReadOnlyMemory<byte>? data) => data is { } bytes ? Encoding.ASCII.GetString(bytes.Span) : null;
}
