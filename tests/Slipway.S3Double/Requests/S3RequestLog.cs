using System.Collections.Concurrent;

namespace Slipway.S3Double.Requests;

/// <summary>Requests that a server has seen, in the order in which they ended. Thread-safe.</summary>
public sealed class S3RequestLog
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<S3RequestRecord> _ended = new();
    private readonly Lock _gate = new();
    private readonly List<(Func<S3RequestRecord, bool> Match, int Count, TaskCompletionSource Done)> _waiting = [];
    private long _number;
    private int _running;
    private int _peak;

    /// <summary>All that have ended.</summary>
    public IReadOnlyList<S3RequestRecord> All => [.. _ended];

    /// <summary>Requests being answered now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Most requests that were answered at the same time.</summary>
    public int Peak => Volatile.Read(ref _peak);

    /// <summary>Ended requests of an operation, optionally of one key.</summary>
    public int Count(S3Operation operation, string? key = null) =>
        _ended.Count(r => r.Operation == operation && (key is null || r.Key == key));

    /// <summary>Waits until this many requests that match have ended, for 30 seconds at most.</summary>
    /// <exception cref="TimeoutException">They have not.</exception>
    public async Task WaitAsync(Func<S3RequestRecord, bool> match, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(match);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_ended.Count(match) >= count)
            {
                return;
            }

            _waiting.Add((match, count, done));
        }

        try
        {
            await done.Task.WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Of {count} such requests {_ended.Count(match)} came within {Patience}: {string.Join(", ", _ended.Select(r => r.Operation))}");
        }
    }

    internal long Begin()
    {
        var running = Interlocked.Increment(ref _running);
        for (var peak = Volatile.Read(ref _peak); running > peak; peak = Volatile.Read(ref _peak))
        {
            Interlocked.CompareExchange(ref _peak, running, peak);
        }

        return Interlocked.Increment(ref _number);
    }

    internal void End(S3RequestRecord request)
    {
        Interlocked.Decrement(ref _running);
        lock (_gate)
        {
            _ended.Enqueue(request);
            foreach (var (match, count, done) in _waiting)
            {
                if (_ended.Count(match) >= count)
                {
                    done.TrySetResult();
                }
            }

            _waiting.RemoveAll(w => w.Done.Task.IsCompleted);
        }
    }
}
