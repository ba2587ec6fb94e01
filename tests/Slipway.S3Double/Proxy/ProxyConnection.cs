using System.Net.Sockets;

namespace Slipway.S3Double.Proxy;

/// <summary>One connection of a client and its connection to the server.</summary>
internal sealed class ProxyConnection(Socket client, string host, int port, ProxyFaults faults, CancellationToken stopped)
{
    private const int DripsPerSecond = 20;
    private const int BufferSize = 64 * 1024;

    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when both directions have ended.</summary>
    public Task Ended => _ended.Task;

    public async Task RunAsync()
    {
        try
        {
            client.NoDelay = _server.NoDelay = true;
            await _server.ConnectAsync(host, port, stopped);
            await Task.WhenAll(RelayAsync(client, _server, request: true), RelayAsync(_server, client, request: false));
        }
        catch (Exception e) when (IsEnd(e))
        {
            Reset();
        }
        finally
        {
            client.Dispose();
            _server.Dispose();
            _ended.TrySetResult();
        }
    }

    /// <summary>Closing with no time to linger sends RST instead of FIN.</summary>
    public void Reset()
    {
        client.Close(0);
        _server.Close(0);
    }

    private static bool IsEnd(Exception e) => e is SocketException or OperationCanceledException or ObjectDisposedException;

    private async Task RelayAsync(Socket from, Socket to, bool request)
    {
        var buffer = new byte[BufferSize];
        ProxyFault? fault = null;
        var passed = 0L; // since the fault was taken
        try
        {
            while (await from.ReceiveAsync(buffer, stopped) is var count && count > 0)
            {
                var position = 0;
                while (position < count)
                {
                    if (fault is null)
                    {
                        (fault, passed) = (faults.Take(request), 0);
                    }

                    var allowed = fault is null ? count - position : (int)Math.Min(count - position, fault.AfterBytes - passed);
                    await SendAsync(to, buffer.AsMemory(position, allowed), request);
                    (position, passed) = (position + allowed, passed + allowed);
                    if (fault is not null && passed >= fault.AfterBytes && position < count)
                    {
                        await InjectAsync(fault);
                        fault = null;
                    }
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (IsEnd(e))
        {
            Reset(); // ends the other direction, too
        }
    }

    private async Task InjectAsync(ProxyFault fault)
    {
        faults.Count();
        switch (fault)
        {
            case ProxyFault.Cut:
                Reset();
                throw new OperationCanceledException();
            case ProxyFault.Close:
                client.Shutdown(SocketShutdown.Both);
                client.Close();
                _server.Close(0);
                throw new OperationCanceledException();
            case ProxyFault.Hang:
                await UntilClientLeavesAsync();
                throw new OperationCanceledException();
            case ProxyFault.Pause pause:
                await Task.Delay(pause.Time, stopped);
                break;
        }
    }

    // The other direction sees the client's end, and disposes the sockets, which ends this wait.
    private async Task UntilClientLeavesAsync()
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        while (client.Connected && !either.IsCancellationRequested && !(client.Poll(0, SelectMode.SelectRead) && client.Available == 0))
        {
            await Task.Delay(5, either.Token);
        }
    }

    private async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes, bool request)
    {
        while (!bytes.IsEmpty)
        {
            var step = bytes.Length;
            if (!request && faults.ResponseBytesPerSecond is { } rate)
            {
                step = (int)Math.Clamp(rate / DripsPerSecond, 1, bytes.Length);
                await Task.Delay(TimeSpan.FromSeconds((double)step / rate), stopped);
            }

            await to.SendAsync(bytes[..step], stopped);
            bytes = bytes[step..];
        }
    }
}
