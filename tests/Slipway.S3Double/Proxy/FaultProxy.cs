using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Slipway.S3Double.Proxy;

/// <summary>
/// Listens on a free port of 127.0.0.1, relays bytes to a server and, when told to, does to them what networks do. It knows nothing of HTTP, so the same faults
/// reach any server. Thread-safe.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly ConcurrentDictionary<long, ProxyConnection> _connections = new();
    private readonly ProxyFaults _faults = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private long _accepted;

    private FaultProxy(Uri server)
    {
        (_host, _port) = (server.Host, server.Port);
        _listener.Start();
        Endpoint = new UriBuilder(server) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, with the scheme and path of the server's URI.</summary>
    public Uri Endpoint { get; }

    /// <summary>Connections that were accepted so far.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Connections that are open now.</summary>
    public int Open => _connections.Count;

    /// <summary>Faults that have taken effect so far.</summary>
    public int Injected => _faults.Injected;

    /// <summary>Slows every connection's answers down to this; null for full speed.</summary>
    public long? ResponseBytesPerSecond
    {
        get => _faults.ResponseBytesPerSecond;
        set => _faults.ResponseBytesPerSecond = value;
    }

    /// <summary>Starts to relay.</summary>
    /// <param name="server">Scheme, host and port of the server.</param>
    public static FaultProxy Start(Uri server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return new FaultProxy(server);
    }

    /// <summary>Arms a fault. Faults wait in a queue for each direction; the first bytes that flow in it, on any connection, take the next one.</summary>
    public void Arm(ProxyFault fault, int times = 1)
    {
        ArgumentNullException.ThrowIfNull(fault);
        for (var i = 0; i < times; i++)
        {
            _faults.Arm(fault);
        }
    }

    /// <summary>Resets every connection that is open now.</summary>
    public void ResetAll()
    {
        foreach (var connection in _connections.Values)
        {
            connection.Reset();
        }
    }

    /// <summary>Stops listening and resets what is open.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        _listener.Stop();
        ResetAll();
        await _accepting;
        foreach (var connection in _connections.Values)
        {
            await connection.Ended;
        }

        _listener.Dispose();
        _stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopped.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_stopped.Token);
                var number = Interlocked.Increment(ref _accepted);
                var connection = new ProxyConnection(client, _host, _port, _faults, _stopped.Token);
                _connections[number] = connection;
                _ = RelayAsync(number, connection);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Stopped, or a client that left before it was accepted.
            }
        }
    }

    private async Task RelayAsync(long number, ProxyConnection connection)
    {
        await connection.RunAsync();
        _connections.TryRemove(number, out _);
    }
}
