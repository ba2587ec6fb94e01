using System.Security.Cryptography;
using System.Text;
using Slipway.S3Double.Storage;

namespace Slipway.S3Double.Tests.Protocol;

/// <summary>What every protocol test starts with: a server, a bucket and a client that signs by hand.</summary>
public abstract class ProtocolTests : IAsyncLifetime
{
    private protected S3DoubleServer Server { get; private set; } = null!;

    private protected S3Bucket Bucket { get; private set; } = null!;

    private protected HandSigned Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await S3DoubleServer.StartAsync(Options, TestContext.Current.CancellationToken);
        Bucket = Server.Buckets.Create("bucket");
        Client = new HandSigned(Server);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected virtual S3DoubleOptions Options => new();

    private protected static Dictionary<string, string> With(string name, string value) => new() { [name] = value };

    private protected static string Md5(byte[] data) => Convert.ToBase64String(MD5.HashData(data));

    private protected static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
