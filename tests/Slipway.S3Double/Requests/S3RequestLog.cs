using System.Collections.Concurrent;

namespace Slipway.S3Double.Requests;

/// <summary>Requests that a server has seen, in the order in which it answered: each is here before its answer is sent. Thread-safe.</summary>
public sealed class S3RequestLog
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<S3RequestRecord> _answered = new();
    private readonly Lock _gate = new();
    private readonly List<(Func<S3RequestRecord, bool> Match, int Count, TaskCompletionSource Done)> _waiting = [];
    private long _number;
    private int _running;
    private int _peak;

    /// <summary>All that were answered.</summary>
    public IReadOnlyList<S3RequestRecord> All => [.. _answered];

    /// <summary>Requests being answered now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Most requests that were answered at the same time.</summary>
    public int Peak => Volatile.Read(ref _peak);

    /// <summary>Answered requests of an operation, optionally of one key.</summary>
    public int Count(S3Operation operation, string? key = null) =>
        _answered.Count(r => r.Operation == operation && (key is null || r.Key == key));

    /// <summary>Waits until this many requests that match were answered, for 30 seconds at most.</summary>
    /// <exception cref="TimeoutException">They have not.</exception>
    public async Task WaitAsync(Func<S3RequestRecord, bool> match, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(match);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_answered.Count(match) >= count)
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
            throw new TimeoutException($"Of {count} such requests {_answered.Count(match)} came within {Patience}: {string.Join(", ", _answered.Select(r => r.Operation))}");
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

    internal void End() => Interlocked.Decrement(ref _running);

    internal void Add(S3RequestRecord request)
    {
        lock (_gate)
        {
            _answered.Enqueue(request);
            foreach (var (match, count, done) in _waiting)
            {
                if (_answered.Count(match) >= count)
                {
                    done.TrySetResult();
                }
            }

            _waiting.RemoveAll(w => w.Done.Task.IsCompleted);
        }
    }
}
