using Amazon.Runtime;

namespace Slipway.Storage;

/// <summary>The connections of one store: made with the first request, open as long as the store.</summary>
internal sealed class S3HttpClientFactory : HttpClientFactory, IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    // DNS names of S3 move; a connection that lives for ever would not see it.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(15);

    // Amazon closes idle connections after about 20 seconds; a request on one that is just being closed would have to be sent again.
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(15);

    private readonly Lazy<HttpClient> _client;

    public S3HttpClientFactory(S3Options options) => _client = new(() => new HttpClient(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = options.MaxConcurrentRequests,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
        PooledConnectionIdleTimeout = IdleTimeout,
        AllowAutoRedirect = false,
        UseCookies = false,
    })
    { Timeout = Timeout.InfiniteTimeSpan });

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client.Value;

    // The SDK asks for a client with every request; it is this one.
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }
}
