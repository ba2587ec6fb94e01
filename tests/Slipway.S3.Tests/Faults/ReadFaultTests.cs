using System.Globalization;
using System.Net;
using Slipway.S3.Tests.Servers;
using Slipway.S3Double;
using Slipway.S3Double.Faults;
using Slipway.S3Double.Requests;

namespace Slipway.S3.Tests.Faults;

public sealed class ReadFaultTests : FaultingDouble
{
    // Two parts and a bit.
    private static readonly byte[] Data = Objects.Bytes((2 * PartSize) + 12345);

    public static TheoryData<string, S3Fault> Passing => new()
    {
        { "reset before the headers", new S3Fault.ResetResponse(-1) },
        { "reset before the body", new S3Fault.ResetResponse(0) },
        { "reset in the body", new S3Fault.ResetResponse(1_000_000) },
        { "closed in the body", new S3Fault.Truncate(1_000_000) },
        { "closed before the body", new S3Fault.Truncate(0) },
        { "hangs before the headers", new S3Fault.Hang(-1) },
        { "hangs before the body", new S3Fault.Hang(0) },
        { "hangs in the body", new S3Fault.Hang(1_000_000) },
        { "drips so slowly that it counts as stalled", new S3Fault.Drip(1) { AfterBytes = 1_000_000 } },
        { "drips", new S3Fault.Drip(20_000_000) },
        { "starts late", new S3Fault.Delay(TimeSpan.FromMilliseconds(200)) },
        { "slow down", S3Fault.SlowDown },
        { "internal error", S3Fault.InternalError },
        { "bad gateway", new S3Fault.Error(502, "BadGateway") },
        { "sends more than asked", new S3Fault.Oversend(100) },
    };

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task Read_GivenPassingFault_GivesTheRightBytes(string name, S3Fault fault)
    {
        Bucket.Put("key", Data);
        Faults.Add(S3Operation.GetObject, fault, times: fault is S3Fault.Hang { AfterBytes: < 0 } ? 1 : 3);

        using var store = Access.Store(fault is S3Fault.Hang or S3Fault.Drip { AfterBytes: > 0 } ? Access.Impatient : Access.Options);
        var read = await store.ReadAsync(At("key"));

        Assert.True(read.AsSpan().SequenceEqual(Data), name);
        Assert.InRange(Faults.Injected, 1, 3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_GivenCutBody_ContinuesAtTheByteWhereItStopped(bool reset)
    {
        Bucket.Put("key", Data.AsSpan(0, PartSize));
        Faults.Add(S3Operation.GetObject, reset ? new S3Fault.ResetResponse(1_000_000) : new S3Fault.Truncate(1_000_000));

        var read = await Store.ReadAsync(At("key"));

        Assert.True(read.AsSpan().SequenceEqual(Data.AsSpan(0, PartSize)));
        var starts = Requests.All.Select(r => long.Parse(r.Range!.Split('=', '-')[1], CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(2, starts.Length);
        Assert.Equal(0, starts[0]);
        Assert.InRange(starts[1], reset ? 1 : 1_000_000, 1_000_000);
        Assert.Equal($"\"{Bucket.Find("key")!.ETag}\"", Requests.All[1].Headers["if-match"]);
    }

    [Fact]
    public async Task Read_GivenEndlessSlowDown_TriesAsOftenAsTheOptionsSayAndSaysSo()
    {
        Bucket.Put("key", Data);
        Faults.Add(S3Operation.GetObject, S3Fault.SlowDown, times: int.MaxValue);

        var error = await Assert.ThrowsAsync<S3Exception>(() => Store.ReadAsync(At("key")));

        AssertIsClear(error, "key");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "SlowDown", Access.Options.MaxAttempts), (error.StatusCode!.Value, error.ErrorCode, error.Attempts));
        Assert.Equal(Access.Options.MaxAttempts, Requests.Count(S3Operation.GetObject));
        Assert.Equal(0, error.Offset);
        Assert.True(error.Retryable);
        Assert.NotNull(error.RequestId);
    }

    [Fact]
    public async Task Read_GivenFailureInTheSecondPart_GivesTheFirstAndNamesTheOffset()
    {
        Bucket.Put("key", Data);
        Faults.Add(new FaultRule(S3Fault.InternalError) { When = r => r.Range?.StartsWith($"bytes={PartSize}-", StringComparison.Ordinal) == true });
        await using var stream = await Store.OpenReadAsync(At("key"), cancellationToken: Token);
        var first = new byte[PartSize];
        await stream.ReadExactlyAsync(first, Token);

        var error = await Assert.ThrowsAsync<S3Exception>(async () => await stream.ReadAtLeastAsync(new byte[1], 1, cancellationToken: Token));

        Assert.True(first.AsSpan().SequenceEqual(Data.AsSpan(0, PartSize)));
        AssertIsClear(error, "key");
        Assert.Equal(PartSize, error.Offset);
    }

    [Fact]
    public async Task Read_GivenServerThatCutsAfterEveryFewBytes_GivesUp()
    {
        Bucket.Put("key", Data);
        Faults.Add(S3Operation.GetObject, new S3Fault.Truncate(100), times: int.MaxValue);

        var error = await Assert.ThrowsAsync<S3Exception>(() => Store.ReadAsync(At("key")));

        AssertIsClear(error, "key");
        Assert.Equal(Access.Options.MaxAttempts * 100, error.Offset);
    }

    [Fact]
    public async Task Read_GivenStormOnAllRequests_GetsThrough()
    {
        Bucket.Put("key", Data);
        Faults.Add(new FaultRule(S3Fault.SlowDown) { Probability = 0.4, Seed = 7, Times = 60 });

        var reads = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Access.Store(Access.Options with { MaxAttempts = 40 }).ReadAsync(At("key"))));

        Assert.All(reads, r => Assert.True(r.AsSpan().SequenceEqual(Data)));
        Assert.InRange(Faults.Injected, 1, 60);
    }

    [Fact]
    public async Task Read_GivenObjectThatChangesBetweenItsParts_FailsAndGivesNothingOfTheNewOne()
    {
        var changed = Objects.Bytes(Data.Length, seed: 2);
        Bucket.Put("key", Data);
        Faults.Add(S3Operation.GetObject, new S3Fault.Before(b => b["bucket"].Put("key", changed)), skip: 1);
        await using var stream = await Store.OpenReadAsync(At("key"), cancellationToken: Token);
        using var read = new MemoryStream();

        var error = await Assert.ThrowsAsync<S3Exception>(() => stream.CopyToAsync(read, Token));

        AssertIsClear(error, "key");
        Assert.Equal(HttpStatusCode.PreconditionFailed, error.StatusCode);
        Assert.Contains("has changed", error.Message, StringComparison.Ordinal);
        Assert.True(Data.AsSpan().StartsWith(read.ToArray()));
    }

    [Fact]
    public async Task Read_GivenObjectChangedSinceItWasListed_FailsAtTheETag()
    {
        Bucket.Put("key", Data);
        var listed = await Store.ListAsync(At(""), Token).SingleAsync(Token);
        Bucket.Put("key", "something else"u8);

        var error = await Assert.ThrowsAsync<S3Exception>(() => Store.ReadAsync(At("key"), ifMatch: listed.ETag));

        AssertIsClear(error, "key");
        Assert.Equal(HttpStatusCode.PreconditionFailed, error.StatusCode);
        Assert.Equal(1, Requests.Count(S3Operation.GetObject)); // it will not come back
    }

    [Fact]
    public async Task Read_GivenAnswerWithAnotherETag_FailsThoughTheStatusIsGood()
    {
        Bucket.Put("key", Data);
        Faults.Add(S3Operation.GetObject, new S3Fault.WrongETag(), skip: 1);

        var error = await Assert.ThrowsAsync<S3Exception>(() => Store.ReadAsync(At("key")));

        AssertIsClear(error, "key");
        Assert.Contains("has changed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_GivenServerWithoutRanges_ReadsSmallObjectsAndRefusesToMixUpParts()
    {
        Bucket.Put("small", Data.AsSpan(0, 1000));
        Bucket.Put("large", Data);
        Faults.Add(S3Operation.GetObject, new S3Fault.IgnoreRange(), times: int.MaxValue);

        Assert.True((await Store.ReadAsync(At("small"))).AsSpan().SequenceEqual(Data.AsSpan(0, 1000)));
        var error = await Assert.ThrowsAsync<S3Exception>(() => Store.ReadAsync(At("large")));

        AssertIsClear(error, "large");
        Assert.Equal(PartSize, error.Offset);
    }

    [Fact]
    public async Task Read_GivenObjectLargerThanStated_GivesAllOfItOrTheRangeThatWasAskedFor()
    {
        Bucket.Put("key", Data);
        Faults.Add(S3Operation.HeadObject, new S3Fault.Understate(1000));
        var stated = await Store.StatAsync(At("key"), Token);

        Assert.Equal(Data.Length - 1000, stated!.Size);
        Assert.True((await Store.ReadAsync(At("key"), ifMatch: stated.ETag)).AsSpan().SequenceEqual(Data));
        Assert.True((await Store.ReadAsync(At("key"), 0, stated.Size, stated.ETag)).AsSpan().SequenceEqual(Data.AsSpan(0, (int)stated.Size)));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(-20)]
    public async Task Read_GivenSkewedClock_TakesTheServersTime(int minutes)
    {
        Bucket.Put("key", Data);
        Server.ClockOffset = TimeSpan.FromMinutes(minutes);

        Assert.True((await Store.ReadAsync(At("key"))).AsSpan().SequenceEqual(Data));
        Assert.Contains(Requests.All, r => r.ErrorCode == "RequestTimeTooSkewed");
    }

    [Fact]
    public async Task Read_GivenClockThatNothingHelps_NamesIt()
    {
        Bucket.Put("key", Data);
        Faults.Add(S3Operation.GetObject, new S3Fault.Error(403, "RequestTimeTooSkewed"), times: int.MaxValue);

        var error = await Assert.ThrowsAsync<S3Exception>(() => Store.ReadAsync(At("key")));

        AssertIsClear(error, "key");
        Assert.Contains("clock", error.Message, StringComparison.Ordinal);
        Assert.InRange(Requests.Count(S3Operation.GetObject), 1, 3);
    }

    [Fact]
    public async Task Read_GivenWrongCredentials_FailsOnceAndSaysWhich()
    {
        Bucket.Put("key", Data);
        (S3Options Options, string Code, string Hint)[] cases =
        [
            (Access.Options with { SecretKey = "wrong" }, "SignatureDoesNotMatch", "SecretKey"),
            (Access.Options with { AccessKey = "NOBODY" }, "InvalidAccessKeyId", "AccessKey"),
            (Access.Options with { SessionToken = "old" }, "InvalidToken", "token"),
            (Access.Options with { AccessKey = null, SecretKey = null, Anonymous = true }, "AccessDenied", "credentials"),
            (Access.Options with { Region = "eu-west-1" }, "AuthorizationHeaderMalformed", "Region"),
        ];
        foreach (var (options, code, hint) in cases)
        {
            using var store = Access.Store(options);
            var before = Requests.All.Count;

            var error = await Assert.ThrowsAsync<S3Exception>(() => store.ReadAsync(At("key")));

            AssertIsClear(error, "key");
            Assert.Equal(code, error.ErrorCode);
            Assert.Contains(hint, error.Message, StringComparison.Ordinal);
            Assert.NotNull(error.RequestId);
            Assert.Equal(before + 1, Requests.All.Count);
            Assert.DoesNotContain("double-secret", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Read_GivenNothingThere_SaysWhatIsMissing()
    {
        var key = await Assert.ThrowsAsync<FileNotFoundException>(() => Store.ReadAsync(At("none")));
        var bucket = await Assert.ThrowsAsync<FileNotFoundException>(() => Store.ReadAsync(new Uri("s3://no-such-bucket/key")));
        var listed = await Assert.ThrowsAsync<FileNotFoundException>(async () => await Store.ListAsync(new Uri("s3://no-such-bucket/"), Token).CountAsync(Token));

        Assert.Contains("s3://bucket/none", key.Message, StringComparison.Ordinal);
        Assert.Contains("bucket's name", bucket.Message, StringComparison.Ordinal);
        Assert.Contains("s3://no-such-bucket/", listed.Message, StringComparison.Ordinal);
        Assert.Null(await Store.StatAsync(At("none"), Token));
    }

    [Fact]
    public async Task List_GivenFaultsBetweenPages_NamesEveryObjectOnce()
    {
        await using var server = await S3DoubleServer.StartAsync(new S3DoubleOptions { MaxPageKeys = 3 }, Token);
        var bucket = server.Buckets.Create("bucket");
        var keys = Enumerable.Range(0, 20).Select(i => $"k{i:D2}").ToArray();
        foreach (var key in keys)
        {
            bucket.Put(key, "x"u8);
        }

        server.Faults.Add(new FaultRule(S3Fault.SlowDown) { Operation = S3Operation.ListObjectsV2, Skip = 1, Times = 2 });
        server.Faults.Add(new FaultRule(new S3Fault.Truncate(50)) { Operation = S3Operation.ListObjectsV2, Skip = 4, Times = 1 });
        server.Faults.Add(new FaultRule(new S3Fault.Delay(TimeSpan.FromMilliseconds(100))) { Operation = S3Operation.ListObjectsV2, Skip = 6, Times = 1 });
        using var store = Access.Through(server.Endpoint).Store();

        var listed = await store.ListAsync(At(""), Token).Select(i => i.Uri.AbsolutePath[1..]).ToListAsync(Token);

        Assert.Equal(keys, listed);
        Assert.Equal(4, server.Faults.Injected);
    }
}
