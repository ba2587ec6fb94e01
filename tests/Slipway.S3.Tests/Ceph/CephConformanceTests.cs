using Slipway.S3.Tests.Servers;
using Slipway.Testing;

namespace Slipway.S3.Tests.Ceph;

public sealed class CephConformanceTests(TestServers servers)
{
    public static TheoryData<string> Checks => [.. new ObjectStoreConformance(() => throw new InvalidOperationException(), new Uri("s3://bucket/")).Names];

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task Store_KeepsToItsContract(string check)
    {
        var bucket = await servers.BucketAsync(ServerKind.Ceph);

        await Task.Run(() => new ObjectStoreConformance(() => bucket.Store(), bucket.Folder).Run(check), TestContext.Current.CancellationToken);

        Assert.Empty(await bucket.UploadsAsync());
    }
}
