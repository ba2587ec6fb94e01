using System.Diagnostics.Metrics;
using System.Net;
using Slipway.Storage;
using Slipway.Telemetry;

namespace Slipway.S3.Tests.Store;

public class S3RequestsTests
{
    private static readonly Uri At = new("s3://bucket/key");
    private static readonly byte[] Content = [.. Enumerable.Range(0, 1000).Select(i => (byte)(i * 7))];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<byte[]> ReadAsync(S3ObjectStore store, string? ifMatch = null)
    {
        await using var stream = await store.OpenReadAsync(At, ifMatch: ifMatch, cancellationToken: Token);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Token);
        return copy.ToArray();
    }

    public static TheoryData<HttpStatusCode, string> Passing =>
        new()
        {
            { HttpStatusCode.ServiceUnavailable, "SlowDown" },
            { HttpStatusCode.TooManyRequests, "TooManyRequests" },
            { HttpStatusCode.InternalServerError, "InternalError" },
            { HttpStatusCode.BadGateway, "" },
            { HttpStatusCode.BadRequest, "RequestTimeout" },
            { HttpStatusCode.Conflict, "OperationAborted" },
        };

    [Theory, MemberData(nameof(Passing))]
    public async Task OpenReadAsync_GivenRefusalThatPasses_TriesAgain(HttpStatusCode status, string code)
    {
        // given
        using var server = new ScriptedServer(_ => ScriptedServer.Refuse(status, code), _ => ScriptedServer.Refuse(status, code), _ => ScriptedServer.Range(Content, 0, 999));
        using var store = server.CreateStore();

        // when
        var read = await ReadAsync(store);

        // then
        Assert.Equal(Content, read);
        Assert.Equal(3, server.Requests.Count);
    }

    public static TheoryData<HttpStatusCode, string, string> Lasting =>
        new()
        {
            { HttpStatusCode.Forbidden, "AccessDenied", "policies" },
            { HttpStatusCode.Forbidden, "SignatureDoesNotMatch", "SecretKey" },
            { HttpStatusCode.Forbidden, "InvalidAccessKeyId", "AccessKey" },
            { HttpStatusCode.BadRequest, "ExpiredToken", "session token" },
            { HttpStatusCode.MovedPermanently, "PermanentRedirect", "S3Options.Region" },
            { HttpStatusCode.BadRequest, "AuthorizationHeaderMalformed", "S3Options.Region" },
            { HttpStatusCode.Forbidden, "InvalidObjectState", "archived" },
            { HttpStatusCode.NotImplemented, "NotImplemented", "ChecksumsWhenRequired" },
        };

    [Theory, MemberData(nameof(Lasting))]
    public async Task OpenReadAsync_GivenRefusalThatLasts_SaysWhatToDoAtOnce(HttpStatusCode status, string code, string remedy)
    {
        // given
        using var server = new ScriptedServer(_ => ScriptedServer.Refuse(status, code));
        using var store = server.CreateStore();

        // when
        var error = await Assert.ThrowsAsync<S3Exception>(() => ReadAsync(store));

        // then
        Assert.Single(server.Requests);
        Assert.Equal((At, "GetObject", status, code, "REQ1", 0L, 1, false), (error.Uri, error.Operation, error.StatusCode, error.ErrorCode, error.RequestId, error.Offset, error.Attempts, error.Retryable));
        Assert.All(["GetObject s3://bucket/key", code, "Because.", remedy, "REQ1"], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("secret", error.ToString().Replace("SecretKey", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NoSuchKey")]
    [InlineData("NoSuchBucket")]
    public async Task OpenReadAsync_GivenNothingThere_ThrowsFileNotFoundAtOnce(string code)
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Refuse(HttpStatusCode.NotFound, code));
        using var store = server.CreateStore();

        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => ReadAsync(store));

        Assert.Equal("s3://bucket/key", error.FileName);
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task OpenReadAsync_GivenNoEnd_GivesUpAfterMaxAttemptsAndCountsThem()
    {
        // given
        using var server = new ScriptedServer([.. Enumerable.Repeat<Func<HttpRequestMessage, HttpResponseMessage>>(_ => ScriptedServer.Refuse(HttpStatusCode.ServiceUnavailable, "SlowDown"), 4)]);
        using var store = server.CreateStore();
        long retries = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == SlipwayTelemetry.Name && instrument.Name == "slipway.s3.retries")
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Interlocked.Add(ref retries, tags.ToArray().Contains(new("slipway.s3.reason", "SlowDown")) ? value : 0));
        listener.Start();

        // when
        var error = await Assert.ThrowsAsync<S3Exception>(() => ReadAsync(store));

        // then
        Assert.Equal((4, true), (error.Attempts, error.Retryable));
        Assert.Contains("Tried 4 times", error.Message, StringComparison.Ordinal);
        Assert.Contains("MaxConcurrentRequests", error.Message, StringComparison.Ordinal);
        Assert.True(retries >= 3, $"{retries} retries were counted");
    }

    [Fact]
    public async Task StatAsync_GivenClockThatIsWrong_TakesTheServersTime()
    {
        // given: an answer to HEAD gives no reason, so the reason comes with a GET
        var server = DateTimeOffset.UtcNow.AddHours(3);
        using var script = new ScriptedServer(
            _ => new HttpResponseMessage(HttpStatusCode.Forbidden),
            _ => ScriptedServer.Refuse(HttpStatusCode.Forbidden, "RequestTimeTooSkewed", date: server),
            _ => ScriptedServer.Range(Content, 0, 999));
        using var store = script.CreateStore(o => o with { ServiceUrl = new Uri("http://127.0.0.2:1") });

        // when
        var info = await store.StatAsync(At, Token);

        // then
        Assert.NotNull(info);
        Assert.Equal(["HEAD", "GET", "HEAD"], script.Requests.Select(r => r.Method));
        Assert.True((script.Requests[2].Date - server.UtcDateTime).Duration() < TimeSpan.FromMinutes(1), $"the last request is dated {script.Requests[2].Date:u}");
    }

    [Fact]
    public async Task Read_GivenCutConnection_GoesOnAtTheByteWithTheETag()
    {
        // given
        using var server = new ScriptedServer(
            _ => ScriptedServer.Range(Content, 0, 999, body: new BrokenBody(Content[..300], stalls: false)),
            _ => ScriptedServer.Range(Content, 300, 999, body: new BrokenBody(Content[300..301], stalls: true)),
            _ => ScriptedServer.Range(Content, 301, 999));
        using var store = server.CreateStore();

        // when
        var read = await ReadAsync(store);

        // then
        Assert.Equal(Content, read);
        Assert.Equal(["bytes=0-8388607", "bytes=300-999", "bytes=301-999"], server.Requests.Select(r => r.Range));
        Assert.Equal([null, "\"v1\"", "\"v1\""], server.Requests.Select(r => r.IfMatch));
    }

    [Fact]
    public async Task Read_GivenServerThatSendsFewBytesAtATime_GivesUp()
    {
        using var server = new ScriptedServer([.. Enumerable.Range(0, 4).Select<int, Func<HttpRequestMessage, HttpResponseMessage>>(
            i => _ => ScriptedServer.Range(Content, i, 999, body: new BrokenBody([Content[i]], stalls: false)))]);
        using var store = server.CreateStore();

        var error = await Assert.ThrowsAsync<S3Exception>(() => ReadAsync(store));

        Assert.Equal((4L, 4), (error.Offset, error.Attempts));
    }

    [Fact]
    public async Task Read_GivenServerThatIgnoresTheCondition_NamesBothETags()
    {
        using var server = new ScriptedServer(
            _ => ScriptedServer.Range(Content, 0, 999, body: new BrokenBody(Content[..300], stalls: false)),
            _ => ScriptedServer.Range(Content, 300, 999, etag: "v2"));
        using var store = server.CreateStore();

        var error = await Assert.ThrowsAsync<S3Exception>(() => ReadAsync(store));

        Assert.Contains("v1", error.Message, StringComparison.Ordinal);
        Assert.Contains("v2", error.Message, StringComparison.Ordinal);
        Assert.Equal(300, error.Offset);
    }

    [Fact]
    public async Task Read_GivenServerThatIgnoresTheRange_DoesNotGiveOtherBytes()
    {
        using var server = new ScriptedServer(_ => ScriptedServer.Range(Content, 0, 999));
        using var store = server.CreateStore();

        var error = await Assert.ThrowsAsync<S3Exception>(async () => await store.OpenReadAsync(At, 100, 10, cancellationToken: Token));

        Assert.Contains("byte 100", error.Message, StringComparison.Ordinal);
        Assert.Contains("byte 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_GivenLostAnswerOfAWriteIfAbsent_KnowsItsOwnObject()
    {
        // given: the first attempt wrote the object, and its answer was lost
        string? mark = null;
        using var server = new ScriptedServer(
            request =>
            {
                mark = request.Headers.GetValues("x-amz-meta-slipway-write").Single();
                throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection reset by peer");
            },
            _ => ScriptedServer.Refuse(HttpStatusCode.PreconditionFailed, "PreconditionFailed"),
            _ => Head("mine", mark!));
        using var store = server.CreateStore();

        // when
        var info = await WriteAsync(store);

        // then
        Assert.Equal("mine", info.ETag);
        Assert.Equal(["PUT", "PUT", "HEAD"], server.Requests.Select(r => r.Method));
    }

    [Fact]
    public async Task Commit_GivenLostAnswerAndAnotherWritersObject_Fails()
    {
        using var server = new ScriptedServer(
            _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection reset by peer"),
            _ => ScriptedServer.Refuse(HttpStatusCode.PreconditionFailed, "PreconditionFailed"),
            _ => Head("other", "another mark"));
        using var store = server.CreateStore();

        var error = await Assert.ThrowsAsync<S3Exception>(() => WriteAsync(store));

        Assert.Contains("exists already", error.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.PreconditionFailed, error.StatusCode);
    }

    private static HttpResponseMessage Head(string etag, string mark)
    {
        var response = ScriptedServer.Range(Content, 0, 999, etag);
        response.StatusCode = HttpStatusCode.OK;
        response.Headers.Add("x-amz-meta-slipway-write", mark);
        return response;
    }

    private static async Task<ObjectInfo> WriteAsync(S3ObjectStore store)
    {
        await using var writer = await store.OpenWriteAsync(At, ifAbsent: true, Token);
        await writer.Stream.WriteAsync(Content, Token);
        return await writer.CommitAsync(Token);
    }
}
