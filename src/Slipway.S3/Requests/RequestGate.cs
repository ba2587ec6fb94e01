namespace Slipway.Storage;

/// <summary>
/// How many requests may run at the same time: halved when the server asks to slow down (at most once per generation of requests), and raised by one after as
/// many successes as may run. First come, first served. Thread-safe.
/// </summary>
/// <remarks>Additive increase, multiplicative decrease: Chiu and Jain, Computer Networks and ISDN Systems 17 (1989).</remarks>
internal sealed class RequestGate
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private readonly int _most;
    private int _limit;
    private int _running;
    private int _successes;
    private long _generation;

    /// <param name="most">Requests that may run at the same time when the server is well.</param>
    public RequestGate(int most) => _most = _limit = most;

    /// <summary>Requests that may run at the same time now.</summary>
    public int Limit
    {
        get
        {
            lock (_lock)
            {
                return _limit;
            }
        }
    }

    /// <summary>Waits for a place.</summary>
    /// <returns>The generation, for <see cref="Exit"/>.</returns>
    public async ValueTask<long> EnterAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> place;
        lock (_lock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_running < _limit && _waiting.Count == 0)
            {
                _running++;
                return _generation;
            }

            place = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        var cancellation = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (gate, waiter) = ((RequestGate, LinkedListNode<TaskCompletionSource>))state!;
                lock (gate._lock)
                {
                    if (waiter.List is null)
                    {
                        return; // it has its place already
                    }

                    gate._waiting.Remove(waiter);
                }

                waiter.Value.SetCanceled(token);
            },
            (this, place));
        await using (cancellation.ConfigureAwait(false))
        {
            await place.Value.Task.ConfigureAwait(false);
        }

        lock (_lock)
        {
            return _generation;
        }
    }

    /// <summary>Leaves the place to the next.</summary>
    /// <param name="generation">What <see cref="EnterAsync"/> returned.</param>
    /// <param name="outcome">True after a success, false when the server asked to slow down, null after another failure.</param>
    public void Exit(long generation, bool? outcome)
    {
        lock (_lock)
        {
            _running--;
            if (outcome is false && generation == _generation)
            {
                // Requests that started before this answer say the same once more; they do not halve again.
                _limit = Math.Max(1, _limit / 2);
                _successes = 0;
                _generation++;
            }
            else if (outcome is true && _limit < _most && ++_successes >= _limit)
            {
                _limit++;
                _successes = 0;
            }

            while (_running < _limit && _waiting.First is { } next)
            {
                _waiting.RemoveFirst();
                _running++;
                next.Value.SetResult();
            }
        }
    }
}
