using System.Net;
using Slipway.S3.Tests.Servers;
using Slipway.S3Double.Proxy;
using Slipway.Storage;

namespace Slipway.S3.Tests.Faults;

/// <summary>Faults of the network between the store and each server, Ceph too.</summary>
public sealed class ProxyFaultTests(TestServers servers)
{
    private const int PartSize = 5 << 20;
    private static readonly byte[] Data = Objects.Bytes((2 * PartSize) + 4321);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<ServerKind, string, ProxyFault> ReadFaults => Each(
        ("cut before the headers", new ProxyFault.Cut()),
        ("cut in the body", new ProxyFault.Cut { AfterBytes = 1_000_000 }),
        ("closed in the body", new ProxyFault.Close { AfterBytes = 1_000_000 }),
        ("hangs before the headers", new ProxyFault.Hang()),
        ("hangs in the body", new ProxyFault.Hang { AfterBytes = 1_000_000 }),
        ("pauses", new ProxyFault.Pause(TimeSpan.FromMilliseconds(200)) { AfterBytes = 1_000_000 }));

    public static TheoryData<ServerKind, string, ProxyFault> WriteFaults => Each(
        ("request cut at its beginning", new ProxyFault.Cut { OnRequest = true }),
        ("request cut in the body", new ProxyFault.Cut { OnRequest = true, AfterBytes = 1_000_000 }),
        ("answer cut", new ProxyFault.Cut()),
        ("answer closed", new ProxyFault.Close { AfterBytes = 10 }),
        ("answer hangs", new ProxyFault.Hang { AfterBytes = 10 }));

    [Theory]
    [MemberData(nameof(ReadFaults))]
    public async Task Read_GivenNetworkFault_GivesTheRightBytes(ServerKind kind, string name, ProxyFault fault)
    {
        var bucket = await servers.BucketAsync(kind);
        await bucket.PutAsync("key", Data);
        await using var proxy = FaultProxy.Start(bucket.Endpoint);
        var through = bucket.Through(proxy.Endpoint);
        using var store = through.Store(fault is ProxyFault.Hang ? through.Impatient : through.Options);
        proxy.Arm(fault, times: 2);

        var read = await store.ReadAsync(bucket.At("key"));

        Assert.True(read.AsSpan().SequenceEqual(Data), name);
        Assert.InRange(proxy.Injected, 1, 2);
    }

    [Theory]
    [MemberData(nameof(WriteFaults))]
    public async Task Write_GivenNetworkFault_MakesTheObjectOnceAndLeavesNoParts(ServerKind kind, string name, ProxyFault fault)
    {
        var bucket = await servers.BucketAsync(kind);
        await using var proxy = FaultProxy.Start(bucket.Endpoint);
        var through = bucket.Through(proxy.Endpoint);
        using var store = through.Store(fault is ProxyFault.Hang ? through.Impatient : through.Options);
        await using var writer = await store.OpenWriteAsync(bucket.At("key"), cancellationToken: Token);
        await writer.Stream.WriteAsync(Data.AsMemory(0, PartSize + 1), Token); // the upload has begun; what follows are parts and the commit
        proxy.Arm(fault, times: 2);
        await writer.Stream.WriteAsync(Data.AsMemory(PartSize + 1), Token);

        var info = await writer.CommitAsync(Token);

        Assert.Equal(Data.Length, info.Size);
        using var direct = bucket.Store();
        Assert.True((await direct.ReadAsync(bucket.At("key"), ifMatch: info.ETag)).AsSpan().SequenceEqual(Data), name);
        Assert.Empty(await bucket.UploadsAsync());
        Assert.InRange(proxy.Injected, 1, 2);
    }

    [Theory]
    [InlineData(ServerKind.Double)]
    [InlineData(ServerKind.Ceph)]
    public async Task Write_GivenLostAnswerOfAWriteOnlyIfAbsent_KnowsItsOwnObject(ServerKind kind)
    {
        var bucket = await servers.BucketAsync(kind);
        await using var proxy = FaultProxy.Start(bucket.Endpoint);
        using var store = bucket.Through(proxy.Endpoint).Store();
        proxy.Arm(new ProxyFault.Cut { AfterBytes = 5 });

        await store.WriteAsync(bucket.At("key"), Data.AsMemory(0, 1000), ifAbsent: true);
        var error = await Assert.ThrowsAsync<S3Exception>(() => store.WriteAsync(bucket.At("key"), Data.AsMemory(0, 10), ifAbsent: true));

        Assert.Equal(HttpStatusCode.PreconditionFailed, error.StatusCode);
        Assert.Equal(Data[..1000], await store.ReadAsync(bucket.At("key")));
    }

    [Theory]
    [InlineData(ServerKind.Double)]
    [InlineData(ServerKind.Ceph)]
    public async Task Write_GivenCancellationAmidTheParts_LeavesNothing(ServerKind kind)
    {
        var bucket = await servers.BucketAsync(kind);
        using var store = bucket.Store();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await using var writer = await store.OpenWriteAsync(bucket.At("key"), cancellationToken: cancel.Token);
            for (var i = 0; ; i++)
            {
                await writer.Stream.WriteAsync(Data, cancel.Token);
                if (i == 2)
                {
                    await cancel.CancelAsync();
                }
            }
        });

        Assert.Empty(await bucket.UploadsAsync());
        Assert.Empty(await bucket.KeysAsync());
    }

    [Theory]
    [InlineData(ServerKind.Double)]
    [InlineData(ServerKind.Ceph)]
    public async Task Read_GivenSlowServer_KeepsOnAsLongAsBytesCome(ServerKind kind)
    {
        var bucket = await servers.BucketAsync(kind);
        await bucket.PutAsync("key", Data[..100_000]);
        await using var proxy = FaultProxy.Start(bucket.Endpoint);
        proxy.ResponseBytesPerSecond = 100_000;
        var through = bucket.Through(proxy.Endpoint);
        using var store = through.Store(through.Options with { StallTimeout = TimeSpan.FromMilliseconds(800) });

        // A second in all, longer than the patience with silence.
        Assert.Equal(Data[..100_000], await store.ReadAsync(bucket.At("key")));
        Assert.Equal(1, proxy.Accepted);
    }

    [Theory]
    [InlineData(ServerKind.Double)]
    [InlineData(ServerKind.Ceph)]
    public async Task Read_GivenServerThatIsGone_SaysWhichAndHowOftenItTried(ServerKind kind)
    {
        var bucket = await servers.BucketAsync(kind);
        await bucket.PutAsync("key", Data);
        var proxy = FaultProxy.Start(bucket.Endpoint);
        using var store = bucket.Through(proxy.Endpoint).Store();
        await using var stream = await store.OpenReadAsync(bucket.At("key"), cancellationToken: Token);
        await proxy.DisposeAsync();

        var error = await Assert.ThrowsAsync<S3Exception>(() => Objects.ReadAsync(stream));

        Assert.Equal((bucket.At("key"), bucket.Options.MaxAttempts), (error.Uri, error.Attempts));
        Assert.Contains(bucket.At("key").AbsoluteUri, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Offset);
        Assert.True(error.Retryable);
    }

    [Theory]
    [InlineData(ServerKind.Double)]
    [InlineData(ServerKind.Ceph)]
    public async Task Request_GivenWrongKeysOrNothingThere_SaysSo(ServerKind kind)
    {
        var bucket = await servers.BucketAsync(kind);
        using var store = bucket.Store();
        using var wrong = bucket.Store(bucket.Options with { SecretKey = "wrong" });
        using var nobody = bucket.Store(bucket.Options with { AccessKey = "NOBODY" });
        using var anonymous = bucket.Store(bucket.Options with { AccessKey = null, SecretKey = null, Anonymous = true });
        await bucket.PutAsync("key", Data[..10]);

        Assert.Equal("SignatureDoesNotMatch", (await Assert.ThrowsAsync<S3Exception>(() => wrong.ReadAsync(bucket.At("key")))).ErrorCode);
        Assert.Equal("InvalidAccessKeyId", (await Assert.ThrowsAsync<S3Exception>(() => nobody.ReadAsync(bucket.At("key")))).ErrorCode);
        Assert.Equal("AccessDenied", (await Assert.ThrowsAsync<S3Exception>(() => anonymous.ReadAsync(bucket.At("key")))).ErrorCode);
        await Assert.ThrowsAsync<FileNotFoundException>(() => store.ReadAsync(bucket.At("none")));
        await Assert.ThrowsAsync<FileNotFoundException>(() => store.ReadAsync(new Uri($"s3://{bucket.Name}-none/key")));
        Assert.Null(await store.StatAsync(bucket.At("none"), Token));
    }

    [Theory]
    [InlineData(ServerKind.Double)]
    [InlineData(ServerKind.Ceph)]
    public async Task Write_GivenRacingWritersThatWriteOnlyIfAbsent_LetsOneWin(ServerKind kind)
    {
        var bucket = await servers.BucketAsync(kind);
        using var store = bucket.Store();

        var won = await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            try
            {
                await store.WriteAsync(bucket.At("key"), Objects.Bytes(1000, i), ifAbsent: true);
                return true;
            }
            catch (S3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed)
            {
                return false;
            }
        }));

        var winner = Assert.Single(Enumerable.Range(0, 16), i => won[i]);
        Assert.Equal(Objects.Bytes(1000, winner), await store.ReadAsync(bucket.At("key")));
    }

    private static TheoryData<ServerKind, string, ProxyFault> Each(params (string Name, ProxyFault Fault)[] faults)
    {
        var data = new TheoryData<ServerKind, string, ProxyFault>();
        foreach (var kind in Enum.GetValues<ServerKind>())
        {
            foreach (var (name, fault) in faults)
            {
                data.Add(kind, name, fault);
            }
        }

        return data;
    }
}
