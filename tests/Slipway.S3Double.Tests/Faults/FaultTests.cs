using System.Diagnostics;
using Slipway.S3Double.Faults;
using Slipway.S3Double.Requests;
using Slipway.S3Double.Tests.Protocol;

namespace Slipway.S3Double.Tests.Faults;

/// <summary>What each fault looks like to a client.</summary>
public sealed class FaultTests : ProtocolTests
{
    private static readonly byte[] Data = TestData.Bytes(100_000);

    [Fact]
    public async Task SlowDown_GivenThreeTimes_AnswersTheFourth()
    {
        Bucket.Put("key", Data);
        Server.Faults.Add(S3Operation.GetObject, new S3Fault.Error(503, "SlowDown") { RetryAfterSeconds = 2 }, times: 2, skip: 1);

        var answers = new List<RawAnswer>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add(await Client.SendAsync("GET", "/bucket/key"));
        }

        Assert.Equal([null, "SlowDown", "SlowDown", null], answers.Select(a => a.Code));
        Assert.Equal("2", answers[1].Headers["retry-after"]);
        Assert.Equal(2, Server.Faults.Injected);
        Assert.Equal([null, "SlowDown", "SlowDown", null], Server.Requests.All.Select(r => r.ErrorCode));
        Assert.Equal(answers.Select(a => a.Headers["x-amz-request-id"]), Server.Requests.All.Select(r => r.RequestId));
    }

    [Fact]
    public async Task Error_GivenAfterEffect_HasWritten()
    {
        Server.Faults.Add(S3Operation.PutObject, new S3Fault.Error(500, "InternalError") { AfterEffect = true });

        var answer = await Client.SendAsync("PUT", "/bucket/key", body: Data);

        Assert.Equal((500, "InternalError"), (answer.Status, answer.Code));
        Assert.True(Bucket.Find("key")!.Data.Span.SequenceEqual(Data));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50_000)]
    public async Task ResetResponse_GivenBytes_SendsThemAndCuts(int bytes)
    {
        Bucket.Put("key", Data);
        Server.Faults.Add(S3Operation.GetObject, new S3Fault.ResetResponse(bytes));

        var (received, end) = await DownloadAsync();

        Assert.InRange(received, 0, bytes);
        Assert.NotNull(end);
        Assert.Equal(Data, (await Client.SendAsync("GET", "/bucket/key")).Body);
    }

    [Fact]
    public async Task ResetResponse_GivenNoHeaders_CutsBefore()
    {
        Server.Faults.Add(S3Operation.PutObject, new S3Fault.ResetResponse(-1));

        await Assert.ThrowsAsync<HttpRequestException>(() => Client.SendAsync("PUT", "/bucket/key", body: Data));

        Assert.True(Bucket.Find("key")!.Data.Span.SequenceEqual(Data));
        await Server.Requests.WaitAsync(r => r.Operation == S3Operation.PutObject, 1, TestContext.Current.CancellationToken);
        Assert.Equal(0, Server.Requests.All.Single().Status);
    }

    [Fact]
    public async Task ResetRequest_GivenBytes_CarriesNothingOut()
    {
        Server.Faults.Add(S3Operation.PutObject, new S3Fault.ResetRequest(1000));

        await Assert.ThrowsAsync<HttpRequestException>(() => Client.SendAsync("PUT", "/bucket/key", body: Data));

        Assert.Empty(Bucket.Keys);
    }

    [Fact]
    public async Task Truncate_GivenBytes_EndsInGoodOrderWithFewer()
    {
        Bucket.Put("key", Data);
        Server.Faults.Add(S3Operation.GetObject, new S3Fault.Truncate(1234));

        var (received, end) = await DownloadAsync();

        Assert.Equal(1234, received);
        Assert.Contains("prematurely", end!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hang_GivenBytes_SendsNoMoreUntilTheClientLeaves()
    {
        Bucket.Put("key", Data);
        Server.Faults.Add(S3Operation.GetObject, new S3Fault.Hang(1000));
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        var (received, end) = await DownloadAsync(patience.Token);

        Assert.Equal(1000, received);
        Assert.IsAssignableFrom<OperationCanceledException>(end);
        await Server.Requests.WaitAsync(r => r.Operation == S3Operation.GetObject, 1, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Drip_GivenRate_TakesItsTime()
    {
        Bucket.Put("key", Data);
        Server.Faults.Add(S3Operation.GetObject, new S3Fault.Drip(200_000));
        var watch = Stopwatch.StartNew();

        var answer = await Client.SendAsync("GET", "/bucket/key");

        Assert.Equal(Data, answer.Body);
        Assert.True(watch.Elapsed >= TimeSpan.FromMilliseconds(400), $"{watch.Elapsed}"); // 500 ms less the timer's grain
    }

    [Fact]
    public async Task WrongSizes_GivenEach_AreStated()
    {
        Bucket.Put("key", Data);
        Server.Faults.Add(S3Operation.HeadObject, new S3Fault.Understate(1));
        Server.Faults.Add(S3Operation.ListObjectsV2, new S3Fault.Understate(-1));
        Server.Faults.Add(S3Operation.GetObject, new S3Fault.Oversend(5));
        Server.Faults.Add(S3Operation.GetObject, new S3Fault.IgnoreRange(), skip: 0);
        Server.Faults.Add(S3Operation.PutObject, new S3Fault.WrongETag());

        Assert.Equal("99999", (await Client.SendAsync("HEAD", "/bucket/key")).Headers["content-length"]);
        Assert.Equal(["100001"], (await Client.SendAsync("GET", "/bucket", "list-type=2")).All("Size"));
        Assert.Equal(Data[..15], (await Client.SendAsync("GET", "/bucket/key", headers: With("Range", "bytes=0-9"))).Body);
        var ignored = await Client.SendAsync("GET", "/bucket/key", headers: With("Range", "bytes=0-9"));
        Assert.Equal((200, Data.Length), (ignored.Status, ignored.Body.Length));
        Assert.NotEqual($"\"{Storage.StoredObject.HashOf(Data)}\"", (await Client.SendAsync("PUT", "/bucket/other", body: Data)).Headers["etag"]);
    }

    [Fact]
    public async Task Before_GivenHook_ChangesTheObjectBetweenRequests()
    {
        Bucket.Put("key", "old"u8);
        Server.Faults.Add(S3Operation.GetObject, new S3Fault.Before(b => b["bucket"].Put("key", "new"u8)), skip: 1);

        Assert.Equal("old", (await Client.SendAsync("GET", "/bucket/key")).Text);
        Assert.Equal("new", (await Client.SendAsync("GET", "/bucket/key")).Text);
    }

    [Fact]
    public async Task Probability_GivenSeed_HitsTheSameRequests()
    {
        async Task<string> PatternAsync(int seed)
        {
            await using var server = await S3DoubleServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
            server.Buckets.Create("bucket");
            server.Faults.Add(new FaultRule(S3Fault.SlowDown) { Probability = 0.5, Seed = seed });
            using var client = new HandSigned(server);
            var pattern = "";
            for (var i = 0; i < 32; i++)
            {
                pattern += (await client.SendAsync("HEAD", "/bucket")).Status == 503 ? 'x' : '.';
            }

            return pattern;
        }

        var first = await PatternAsync(1);

        Assert.Equal(first, await PatternAsync(1));
        Assert.NotEqual(first, await PatternAsync(2));
        Assert.InRange(first.Count(c => c == 'x'), 6, 26);
    }

    private async Task<(int Received, Exception? End)> DownloadAsync(CancellationToken cancellationToken = default)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Server.Endpoint, "/bucket/key"));
        Bucket.AllowAnonymous = true;
        var received = 0;
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[4096];
            while (await stream.ReadAsync(buffer, cancellationToken) is var count && count > 0)
            {
                Assert.True(buffer.AsSpan(0, count).SequenceEqual(Data.AsSpan(received, count)));
                received += count;
            }

            return (received, null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return (received, e);
        }
    }
}
