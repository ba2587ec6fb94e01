using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.S3Double.Faults;
using Slipway.S3Double.Requests;
using Slipway.S3Double.Storage;

namespace Slipway.S3Double;

/// <summary>
/// An S3 server in this process, on a free port of 127.0.0.1, with its objects in memory. It verifies Signature Version 4, every checksum and the framing of
/// <c>aws-chunked</c>, and injects faults.
/// </summary>
public sealed class S3DoubleServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stopped = new();
    private long _clockOffset;
    private int _disposed;

    private S3DoubleServer(S3DoubleOptions options)
    {
        Options = options;
        Buckets = new S3Buckets(Now);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        _application = builder.Build();
        var pipeline = new RequestPipeline(options, Buckets, Faults, Requests, Now, _stopped.Token);
        _application.Run(pipeline.HandleAsync);
    }

    /// <summary>How it behaves.</summary>
    public S3DoubleOptions Options { get; }

    /// <summary>What it holds.</summary>
    public S3Buckets Buckets { get; }

    /// <summary>What goes wrong.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>What it was asked.</summary>
    public S3RequestLog Requests { get; } = new();

    /// <summary>Where it listens: <c>http://127.0.0.1:port/</c>.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>How far the server's clock is ahead of <see cref="S3DoubleOptions.Clock"/>; negative when it is behind.</summary>
    public TimeSpan ClockOffset
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _clockOffset));
        set => Volatile.Write(ref _clockOffset, value.Ticks);
    }

    /// <summary>Starts a server.</summary>
    public static async Task<S3DoubleServer> StartAsync(S3DoubleOptions? options = null, CancellationToken cancellationToken = default)
    {
        var server = new S3DoubleServer(options ?? new S3DoubleOptions());
        await server._application.StartAsync(cancellationToken);
        var addresses = server._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        server.Endpoint = new Uri(addresses.Addresses.Single());
        return server;
    }

    /// <summary>Ends what hangs, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stopped.CancelAsync();
        using var atOnce = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _application.StopAsync(atOnce.Token);
        await _application.DisposeAsync();
        _stopped.Dispose();
    }

    private DateTimeOffset Now() => Options.Clock.GetUtcNow() + ClockOffset;
}
