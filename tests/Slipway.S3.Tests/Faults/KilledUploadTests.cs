using Slipway.S3.Tests.Servers;
using Slipway.Tests;

namespace Slipway.S3.Tests.Faults;

public sealed class KilledUploadTests(TestServers servers)
{
    [Theory]
    [InlineData(ServerKind.Double)]
    [InlineData(ServerKind.Ceph)]
    public async Task Write_GivenProcessThatIsKilledAmidTheParts_ShowsNoObject(ServerKind kind)
    {
        var token = TestContext.Current.CancellationToken;
        var bucket = await servers.BucketAsync(kind);
        await bucket.PutAsync("key", [1, 2, 3]);

        // With the libraries of this program: ASP.NET Core brings some of those that the other one has as packages.
        var own = Path.Combine(AppContext.BaseDirectory, typeof(KilledUploadTests).Assembly.GetName().Name!);
        using var process = ChildProcess.Start(
            ["upload", bucket.Endpoint.AbsoluteUri, bucket.Credentials.AccessKey, bucket.Credentials.SecretKey, bucket.At("key").AbsoluteUri],
            null,
            "exec", "--runtimeconfig", own + ".runtimeconfig.json", "--depsfile", own + ".deps.json");

        // It tells after every part that the server has taken, and never commits.
        for (var parts = 0; parts < 3; parts++)
        {
            Assert.Equal("part", await process.StandardOutput.ReadLineAsync(token));
        }

        Assert.Equal(["key"], await bucket.UploadsAsync());
        process.Kill();
        await process.WaitForExitAsync(token);

        using var store = bucket.Store();
        Assert.Equal([1, 2, 3], await store.ReadAsync(bucket.At("key")));
        Assert.Equal(["key"], await bucket.KeysAsync());
    }
}
