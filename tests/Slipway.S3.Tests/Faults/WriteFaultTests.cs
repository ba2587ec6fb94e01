using System.Net;
using Slipway.S3.Tests.Servers;
using Slipway.S3Double.Faults;
using Slipway.S3Double.Requests;
using Slipway.Storage;

namespace Slipway.S3.Tests.Faults;

public sealed class WriteFaultTests : FaultingDouble
{
    private static readonly byte[] Data = Objects.Bytes((3 * PartSize) + 777);
    private static readonly byte[] Small = Objects.Bytes(100_000);

    public static TheoryData<S3Operation, S3Fault> Passing
    {
        get
        {
            var data = new TheoryData<S3Operation, S3Fault>();
            foreach (var operation in (S3Operation[])[S3Operation.PutObject, S3Operation.UploadPart, S3Operation.CreateMultipartUpload, S3Operation.CompleteMultipartUpload])
            {
                data.Add(operation, S3Fault.SlowDown);
                data.Add(operation, S3Fault.InternalError);
                data.Add(operation, new S3Fault.Error(500, "InternalError") { AfterEffect = true });
                data.Add(operation, new S3Fault.ResetRequest(operation is S3Operation.PutObject or S3Operation.UploadPart ? 50_000 : 0));
                data.Add(operation, new S3Fault.ResetResponse(-1));
                data.Add(operation, new S3Fault.Hang(-1));
            }

            data.Add(S3Operation.PutObject, new S3Fault.Error(409, "ConditionalRequestConflict"));
            data.Add(S3Operation.CompleteMultipartUpload, new S3Fault.ErrorInBody("InternalError"));
            data.Add(S3Operation.CompleteMultipartUpload, new S3Fault.ResetResponse(10));
            data.Add(S3Operation.CompleteMultipartUpload, new S3Fault.Truncate(10));
            data.Add(S3Operation.CompleteMultipartUpload, new S3Fault.NoETag());
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task Write_GivenPassingFault_MakesTheObjectOnce(S3Operation operation, S3Fault fault)
    {
        var data = operation == S3Operation.PutObject ? Small : Data;
        Faults.Add(operation, fault, times: fault is S3Fault.Hang ? 1 : 2);
        using var store = Access.Store(fault is S3Fault.Hang ? Access.Impatient : Access.Options);

        var info = await store.WriteAsync(At("key"), data);

        Assert.InRange(Faults.Injected, 1, 2);
        Assert.True(Bucket.Find("key")!.Data.Span.SequenceEqual(data));
        Assert.Equal((data.Length, Bucket.Find("key")!.ETag), (info.Size, info.ETag));
        if (operation != S3Operation.CreateMultipartUpload)
        {
            Assert.Empty(Bucket.Uploads);
        }

        // An upload whose id was lost with the answer holds no part.
        Assert.All(Bucket.Uploads, u => Assert.Empty(u.Parts));
    }

    [Theory]
    [InlineData(S3Operation.UploadPart, "AccessDenied", 403)]
    [InlineData(S3Operation.UploadPart, "SlowDown", 503)]
    [InlineData(S3Operation.CompleteMultipartUpload, "AccessDenied", 403)]
    [InlineData(S3Operation.CompleteMultipartUpload, "InternalError", 500)]
    public async Task Write_GivenLastingFault_FailsClearlyAndLeavesNoParts(S3Operation operation, string code, int status)
    {
        Faults.Add(operation, new S3Fault.Error(status, code), times: int.MaxValue, skip: operation == S3Operation.UploadPart ? 1 : 0);

        var error = await Assert.ThrowsAsync<S3Exception>(() => Store.WriteAsync(At("key"), Data));

        AssertIsClear(error, "key");
        Assert.Equal((code, (HttpStatusCode)status), (error.ErrorCode, error.StatusCode));
        Assert.Equal(status == 403 ? 1 : Access.Options.MaxAttempts, error.Attempts);
        Assert.Equal(operation == S3Operation.UploadPart, error.Offset is not null);
        Assert.Empty(Bucket.Uploads);
        Assert.Empty(Bucket.Keys);
        Assert.True(Requests.Count(S3Operation.AbortMultipartUpload) > 0);
    }

    [Fact]
    public async Task Write_GivenPartWithAnotherETag_FailsAndLeavesNothing()
    {
        Faults.Add(S3Operation.UploadPart, new S3Fault.WrongETag());

        var error = await Assert.ThrowsAsync<S3Exception>(() => Store.WriteAsync(At("key"), Data));

        AssertIsClear(error, "key");
        Assert.Equal("InvalidPart", error.ErrorCode);
        Assert.Empty(Bucket.Uploads);
        Assert.Empty(Bucket.Keys);
    }

    [Fact]
    public async Task Write_GivenCancellationAmidTheParts_LeavesNothing()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Faults.Add(S3Operation.UploadPart, new S3Fault.Before(_ => cancel.Cancel()), skip: 1);
        Faults.Add(S3Operation.UploadPart, new S3Fault.Drip(1000), times: int.MaxValue);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await using var writer = await Store.OpenWriteAsync(At("key"), cancellationToken: cancel.Token);
            while (true)
            {
                await writer.Stream.WriteAsync(Data, cancel.Token);
            }
        });

        Assert.Empty(Bucket.Uploads);
        Assert.Empty(Bucket.Keys);
    }

    [Fact]
    public async Task Commit_GivenCancellationWhilePartsAreOnTheirWay_LeavesNothing()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var writer = await Store.OpenWriteAsync(At("key"), cancellationToken: Token);
        await writer.Stream.WriteAsync(Data, Token);
        Faults.Add(new FaultRule(new S3Fault.Before(_ => cancel.Cancel())) { Operation = S3Operation.UploadPart, When = r => r.PartNumber == "4" });
        Faults.Add(new FaultRule(new S3Fault.Hang(-1)) { Operation = S3Operation.UploadPart, When = r => r.PartNumber == "4" });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await writer.CommitAsync(cancel.Token));
        await writer.DisposeAsync();

        Assert.Empty(Bucket.Uploads);
        Assert.Empty(Bucket.Keys);
    }

    [Fact]
    public async Task Dispose_GivenNoCommit_LeavesNothing()
    {
        await using (var writer = await Store.OpenWriteAsync(At("key"), cancellationToken: Token))
        {
            await writer.Stream.WriteAsync(Data, Token);
            await Requests.WaitAsync(r => r.Operation == S3Operation.UploadPart, 1, Token);
            Assert.Single(Bucket.Uploads);
        }

        Assert.Empty(Bucket.Uploads);
        Assert.Empty(Bucket.Keys);
    }

    [Fact]
    public async Task Dispose_GivenAbortThatFailsAtFirst_TriesAgain()
    {
        Faults.Add(S3Operation.AbortMultipartUpload, S3Fault.SlowDown, times: 2);
        await using (var writer = await Store.OpenWriteAsync(At("key"), cancellationToken: Token))
        {
            await writer.Stream.WriteAsync(Data, Token);
        }

        Assert.Empty(Bucket.Uploads);
        Assert.Equal(3, Requests.Count(S3Operation.AbortMultipartUpload));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(PartSize + 1)]
    public async Task Write_GivenRacingWritersThatWriteOnlyIfAbsent_LetsOneWin(int size)
    {
        Faults.Add(new FaultRule(S3Fault.SlowDown) { Operation = S3Operation.PutObject, Probability = 0.3, Seed = 3, Times = 6 });
        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            try
            {
                await Store.WriteAsync(At("key"), Objects.Bytes(size, i), ifAbsent: true);
                return (Exception?)null;
            }
            catch (S3Exception e)
            {
                return e;
            }
        }));

        var winner = Assert.Single(Enumerable.Range(0, 8), i => tries[i] is null);
        Assert.All(tries.OfType<S3Exception>(), e => Assert.Equal(HttpStatusCode.PreconditionFailed, e.StatusCode));
        Assert.All(tries.OfType<S3Exception>(), e => AssertIsClear(e, "key"));
        Assert.True(Bucket.Find("key")!.Data.Span.SequenceEqual(Objects.Bytes(size, winner)));
        Assert.Empty(Bucket.Uploads);
    }

    [Fact]
    public async Task Write_GivenLostAnswerOfAWriteOnlyIfAbsent_KnowsItsOwnObject()
    {
        Faults.Add(S3Operation.PutObject, new S3Fault.ResetResponse(-1));

        var info = await Store.WriteAsync(At("key"), Small, ifAbsent: true);

        Assert.Equal(Bucket.Find("key")!.ETag, info.ETag);
        Assert.Equal(2, Requests.Count(S3Operation.PutObject));
    }

    [Fact]
    public async Task Write_GivenLostAnswerAndAnotherWritersObject_SaysThatItExists()
    {
        Faults.Add(S3Operation.PutObject, new S3Fault.Before(b => b["bucket"].Put("key", "other"u8)));
        Faults.Add(S3Operation.PutObject, S3Fault.InternalError);

        var error = await Assert.ThrowsAsync<S3Exception>(() => Store.WriteAsync(At("key"), Small, ifAbsent: true));

        Assert.Contains("exists already", error.Message, StringComparison.Ordinal);
        AssertIsClear(error, "key");
        Assert.Equal("other"u8.ToArray(), Bucket.Find("key")!.Data.ToArray());
    }

    [Fact]
    public async Task Write_GivenMissingBucketOrWrongKeys_SaysSo()
    {
        using var wrong = Access.Store(Access.Options with { SecretKey = "wrong" });

        var missing = await Assert.ThrowsAsync<FileNotFoundException>(() => Store.WriteAsync(new Uri("s3://no-such-bucket/key"), Small));
        var refused = await Assert.ThrowsAsync<S3Exception>(() => wrong.WriteAsync(At("key"), Data));

        Assert.Contains("s3://no-such-bucket/key", missing.Message, StringComparison.Ordinal);
        Assert.Equal("SignatureDoesNotMatch", refused.ErrorCode);
        AssertIsClear(refused, "key");
        Assert.Empty(Bucket.Uploads);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-30)]
    public async Task Write_GivenSkewedClock_TakesTheServersTime(int minutes)
    {
        Server.ClockOffset = TimeSpan.FromMinutes(minutes);

        await Store.WriteAsync(At("key"), Data);

        Assert.True(Bucket.Find("key")!.Data.Span.SequenceEqual(Data));
        Assert.Empty(Bucket.Uploads);
    }
}
