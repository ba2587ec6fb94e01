using Slipway.S3.Tests.Servers;
using Slipway.S3Double;
using Slipway.S3Double.Ceph;

[assembly: AssemblyFixture(typeof(TestServers))]

namespace Slipway.S3.Tests.Servers;

/// <summary>One server of each kind for the whole run, started when it is first needed.</summary>
public sealed class TestServers : IAsyncDisposable
{
    private readonly Lazy<Task<S3DoubleServer>> _double = new(() => S3DoubleServer.StartAsync());
    private readonly Lazy<Task<CephServer>> _ceph = new(() => CephServer.StartAsync());

    /// <summary>A new bucket; the test is skipped, and says why, where there is no Ceph.</summary>
    public async Task<TestBucket> BucketAsync(ServerKind kind)
    {
        if (kind == ServerKind.Double)
        {
            var server = await _double.Value;
            return await TestBucket.CreateAsync(server.Endpoint, server.Options.Credentials[0]);
        }

        Assert.SkipWhen(CephInstallation.FindProblem() is not null, CephInstallation.FindProblem() ?? "");
        var ceph = await _ceph.Value;
        return await TestBucket.CreateAsync(ceph.Endpoint, ceph.Credentials);
    }

    public async ValueTask DisposeAsync()
    {
        if (_double.IsValueCreated)
        {
            await (await _double.Value).DisposeAsync();
        }

        if (_ceph.IsValueCreated)
        {
            await (await _ceph.Value).DisposeAsync();
        }
    }
}
