namespace Slipway.S3Double.Tests.Protocol;

public sealed class AuthenticationTests : ProtocolTests
{
    [Theory]
    [InlineData("/bucket/a%20b%2Bc%20%C3%A9%28x%29%27%21%2A~", "a b+c é(x)'!*~")]
    [InlineData("/bucket/deep//er/./x", "deep//er/./x")]
    public async Task Put_GivenOddKeySignedByHand_StoresIt(string path, string key)
    {
        // HttpClient removes dot segments, so the second path is only what is left of it.
        var expected = new Uri(Server.Endpoint, path).AbsolutePath == path ? key : "deep//er/x";
        var sent = expected == key ? path : "/bucket/deep//er/x";

        var answer = await Client.SendAsync("PUT", sent, body: Utf8("data"));

        Assert.Equal((200, null), (answer.Status, answer.Code));
        Assert.Equal([expected], Bucket.Keys);
    }

    [Fact]
    public async Task Request_GivenChangeAfterSigning_IsRefused()
    {
        Bucket.Put("key", "x"u8);
        (string Name, Action<HttpRequestMessage> Change)[] changes =
        [
            ("path", r => r.RequestUri = new Uri(Server.Endpoint, "/bucket/other")),
            ("query", r => r.RequestUri = new Uri(Server.Endpoint, "/bucket/key?partNumber=1")),
            ("method", r => r.Method = HttpMethod.Delete),
            ("host", r => r.Headers.Host = "example.com"),
            ("header", r => { r.Headers.Remove("x-amz-content-sha256"); r.Headers.Add("x-amz-content-sha256", "UNSIGNED-PAYLOAD"); }),
        ];
        foreach (var (name, change) in changes)
        {
            var answer = await Client.SendAsync("GET", "/bucket/key", change: change);
            Assert.True((answer.Status, answer.Code) == (403, "SignatureDoesNotMatch"), $"{name}: {answer.Status} {answer.Text}");
        }

        Assert.Equal(["key"], Bucket.Keys);
    }

    [Fact]
    public async Task Request_GivenUnsignedAmzHeader_IsRefused()
    {
        var answer = await Client.SendAsync("PUT", "/bucket/key", body: Utf8("x"), change: r => r.Headers.Add("x-amz-meta-added", "later"));

        Assert.Equal((403, "AccessDenied"), (answer.Status, answer.Code));
        Assert.Equal(["x-amz-meta-added"], answer.All("HeadersNotSigned"));
    }

    [Theory]
    [InlineData(14, 200, null)]
    [InlineData(-14, 200, null)]
    [InlineData(16, 403, "RequestTimeTooSkewed")]
    [InlineData(-16, 403, "RequestTimeTooSkewed")]
    public async Task Request_GivenSkewedServerClock_IsRefusedBeyondFifteenMinutes(int minutes, int status, string? code)
    {
        Server.ClockOffset = TimeSpan.FromMinutes(minutes);

        var answer = await Client.SendAsync("GET", "/bucket", "list-type=2");

        Assert.Equal((status, code), (answer.Status, answer.Code));
        var date = DateTimeOffset.ParseExact(answer.Headers["date"], "R", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(minutes, (date - DateTimeOffset.UtcNow).TotalMinutes, 0.5);
    }

    [Fact]
    public async Task Request_GivenOtherRegion_NamesTheRightOne()
    {
        using var client = new HandSigned(Server) { Region = "eu-west-1" };

        var answer = await client.SendAsync("GET", "/bucket", "list-type=2");

        Assert.Equal((400, "AuthorizationHeaderMalformed"), (answer.Status, answer.Code));
        Assert.Equal(["us-east-1"], answer.All("Region"));
    }

    [Fact]
    public async Task Put_GivenOtherBodyThanSigned_IsRefused()
    {
        var answer = await Client.SendAsync("PUT", "/bucket/key", body: Utf8("signed"), change: r => r.Content = new ByteArrayContent(Utf8("changed")));

        Assert.Equal((400, "XAmzContentSHA256Mismatch"), (answer.Status, answer.Code));
        Assert.Empty(Bucket.Keys);
    }

    [Fact]
    public async Task Put_GivenUnsignedPayload_TakesAnyBody()
    {
        var answer = await Client.SendAsync(
            "PUT", "/bucket/key", body: Utf8("a"), headers: With("x-amz-content-sha256", "UNSIGNED-PAYLOAD"), change: r => r.Content = new ByteArrayContent(Utf8("b")));

        Assert.Equal(200, answer.Status);
        Assert.Equal("b"u8.ToArray(), Bucket.Find("key")!.Data.ToArray());
    }

    [Fact]
    public async Task Request_GivenNoSignature_IsServedOnlyWhereTheBucketAllowsIt()
    {
        Bucket.Put("key", "closed"u8);
        Server.Buckets.Create("public", allowAnonymous: true).Put("key", "open"u8);
        using var client = new HttpClient();

        using var closed = await client.GetAsync(new Uri(Server.Endpoint, "/bucket/key"), TestContext.Current.CancellationToken);
        using var open = await client.GetAsync(new Uri(Server.Endpoint, "/public/key"), TestContext.Current.CancellationToken);
        using var made = await client.PutAsync(new Uri(Server.Endpoint, "/another"), null, TestContext.Current.CancellationToken);

        Assert.Equal([403, 200, 403], new[] { closed, open, made }.Select(r => (int)r.StatusCode));
        Assert.Equal(["bucket", "public"], Server.Buckets.Names);
    }
}
