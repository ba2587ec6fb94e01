using System.Diagnostics;
using Slipway.S3Double.Proxy;

namespace Slipway.S3Double.Tests.Proxy;

public sealed class FaultProxyTests : IAsyncLifetime
{
    private static readonly byte[] Data = TestData.Bytes(300_000);
    private readonly HttpClient _client = new();
    private S3DoubleServer _server = null!;
    private FaultProxy _proxy = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await S3DoubleServer.StartAsync(cancellationToken: Token);
        _server.Buckets.Create("bucket", allowAnonymous: true).Put("key", Data);
        _proxy = FaultProxy.Start(_server.Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Relay_GivenNoFault_ChangesNothing()
    {
        using var put = await _client.PutAsync(new Uri(_proxy.Endpoint, "/bucket/copy"), new ByteArrayContent(Data), Token);

        Assert.True(put.IsSuccessStatusCode);
        Assert.Equal(Data, await GetAsync());
        Assert.Equal((1, 0), (_proxy.Accepted, _proxy.Injected));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cut_GivenResponse_EndsOneConnectionAfterTheBytes(bool inGoodOrder)
    {
        _proxy.Arm(inGoodOrder ? new ProxyFault.Close { AfterBytes = 10_000 } : new ProxyFault.Cut { AfterBytes = 10_000 });

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetAsync());

        Assert.Equal(Data, await GetAsync());
        Assert.Equal((2, 1), (_proxy.Accepted, _proxy.Injected));
    }

    [Fact]
    public async Task Cut_GivenRequest_LetsNothingBeWritten()
    {
        _proxy.Arm(new ProxyFault.Cut { OnRequest = true, AfterBytes = 5000 });

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _client.PutAsync(new Uri(_proxy.Endpoint, "/bucket/copy"), new ByteArrayContent(Data), Token));

        await _server.DisposeAsync(); // waits for what it may still be doing
        Assert.Equal(["key"], _server.Buckets["bucket"].Keys);
    }

    [Fact]
    public async Task Hang_GivenResponse_PassesNothingUntilTheClientLeaves()
    {
        _proxy.Arm(new ProxyFault.Hang { AfterBytes = 10_000 });
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.GetByteArrayAsync(new Uri(_proxy.Endpoint, "/bucket/key"), patience.Token));

        Assert.Equal(1, _proxy.Injected);
        Assert.Equal(Data, await GetAsync());
    }

    [Fact]
    public async Task Rate_GivenBytesPerSecond_IsKept()
    {
        _proxy.ResponseBytesPerSecond = 1_000_000;
        var watch = Stopwatch.StartNew();

        Assert.Equal(Data, await GetAsync());

        Assert.True(watch.Elapsed >= TimeSpan.FromMilliseconds(250), $"{watch.Elapsed}"); // 300 ms less the timer's grain
    }

    [Fact]
    public async Task Connect_GivenNoServer_ClosesTheClient()
    {
        await _server.DisposeAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => GetAsync());
    }

    private Task<byte[]> GetAsync() => _client.GetByteArrayAsync(new Uri(_proxy.Endpoint, "/bucket/key"), Token);
}
