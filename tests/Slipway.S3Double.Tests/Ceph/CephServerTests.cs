using Slipway.S3Double.Ceph;
using Slipway.S3Double.Tests.Sdk;

namespace Slipway.S3Double.Tests.Ceph;

public sealed class CephServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_GivenInstalledCeph_ServesS3AndLeavesNothingBehind()
    {
        Assert.SkipWhen(CephInstallation.FindProblem() is not null, CephInstallation.FindProblem() ?? "");
        Uri endpoint;
        await using (var server = await CephServer.StartAsync(Token))
        {
            endpoint = server.Endpoint;
            using var client = SdkClient.For(server.Endpoint, server.Credentials);
            await client.PutBucketAsync("bucket", Token);
            var data = TestData.Bytes(100_000);

            await client.PutObjectAsync(SdkClient.Put("bucket", "key", data), Token);
            var got = await SdkClient.ReadAsync(await client.GetObjectAsync("bucket", "key", Token), Token);

            Assert.Equal(data, got);
        }

        using var http = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(endpoint, Token));
        Assert.Empty(Directory.EnumerateDirectories(Path.GetTempPath(), $"slipway-ceph-{Environment.ProcessId}-*"));
    }
}
