using System.Collections.Concurrent;

namespace Slipway.S3Double.Proxy;

/// <summary>Faults that wait for bytes to hit. Thread-safe.</summary>
internal sealed class ProxyFaults
{
    private readonly ConcurrentQueue<ProxyFault> _requests = new();
    private readonly ConcurrentQueue<ProxyFault> _responses = new();
    private long _responseBytesPerSecond;
    private int _injected;

    public int Injected => Volatile.Read(ref _injected);

    public long? ResponseBytesPerSecond
    {
        get => Interlocked.Read(ref _responseBytesPerSecond) is var rate && rate > 0 ? rate : null;
        set => Interlocked.Exchange(ref _responseBytesPerSecond, value ?? 0);
    }

    public void Arm(ProxyFault fault) => (fault.OnRequest ? _requests : _responses).Enqueue(fault);

    public ProxyFault? Take(bool request) => (request ? _requests : _responses).TryDequeue(out var fault) ? fault : null;

    public void Count() => Interlocked.Increment(ref _injected);
}
