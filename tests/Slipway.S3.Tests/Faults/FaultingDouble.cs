using Slipway.S3.Tests.Servers;
using Slipway.S3Double;
using Slipway.S3Double.Faults;
using Slipway.S3Double.Requests;
using Slipway.S3Double.Storage;
using Slipway.Storage;

namespace Slipway.S3.Tests.Faults;

/// <summary>What every test of faults starts with: a server of its own, a bucket and a store.</summary>
public abstract class FaultingDouble : IAsyncLifetime
{
    private protected const int PartSize = 5 << 20;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected S3DoubleServer Server { get; private set; } = null!;

    private protected S3Bucket Bucket { get; private set; } = null!;

    private protected TestBucket Access { get; private set; } = null!;

    private protected S3ObjectStore Store { get; private set; } = null!;

    private protected FaultPlan Faults => Server.Faults;

    private protected S3RequestLog Requests => Server.Requests;

    public async ValueTask InitializeAsync()
    {
        Server = await S3DoubleServer.StartAsync(cancellationToken: Token);
        Bucket = Server.Buckets.Create("bucket");
        Access = new TestBucket(Server.Endpoint, Server.Options.Credentials[0], "bucket");
        Store = Access.Store();
    }

    public async ValueTask DisposeAsync()
    {
        Store.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static Uri At(string key) => S3Uri.Create("bucket", key);

    /// <summary>Asserts that an error says where, and gives the server's id of a request that it was about.</summary>
    private protected void AssertIsClear(S3Exception error, string key)
    {
        Assert.Equal(At(key), error.Uri);
        Assert.Contains(At(key).AbsoluteUri, error.Message, StringComparison.Ordinal);
        if (error.RequestId is { } id)
        {
            Assert.Contains(Requests.All, r => r.RequestId == id && r.Key == key);
            Assert.Contains(id, error.Message, StringComparison.Ordinal);
        }
    }
}
