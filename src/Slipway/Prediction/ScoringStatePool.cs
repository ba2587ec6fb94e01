namespace Slipway.Prediction;

/// <summary>
/// States for concurrent calls, without a lock and without a counter that all threads write: each thread looks first in a slot of its own,
/// a cache line away from the others. Also keeps the model alive for exactly as long as a call may use it.
/// </summary>
/// <remarks>
/// <see cref="Dispose"/> does not wait. A state is retired when it is found in a slot or given back after that; the lease goes with
/// the last state that was created. A caller announces a new state before it looks whether the pool is disposed, and Dispose
/// marks the pool before it counts, so one of the two always sees the other.
/// </remarks>
internal sealed class ScoringStatePool(Func<ScoringState> create, IDisposable lease, string owner) : IDisposable
{
    // References in a cache line of 64 bytes.
    private const int Stride = 8;

    // A state can move from a slot ahead to one behind while a thread looks; looking again is cheaper than another state.
    private const int Passes = 3;

    private readonly ScoringState?[] _slots = new ScoringState?[Stride * SlotCount()];
    private long _created;
    private long _retired;
    private int _disposed;
    private int _released;

    /// <summary>A state that no other call has; give it back with <see cref="Return"/>, also after an error.</summary>
    /// <exception cref="ObjectDisposedException">The owner was disposed.</exception>
    public ScoringState Rent()
    {
        if (Take() is not { } state)
        {
            Interlocked.Increment(ref _created);
            try
            {
                state = create();
            }
            catch
            {
                Retire();
                throw;
            }
        }

        if (Volatile.Read(ref _disposed) != 0)
        {
            Retire();
            throw new ObjectDisposedException(owner);
        }

        return state;
    }

    /// <summary>Gives a state back.</summary>
    public void Return(ScoringState state)
    {
        if (!Put(state))
        {
            Retire();
        }
        else if (Volatile.Read(ref _disposed) != 0)
        {
            Drain();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Drain();
            ReleaseAfterTheLast();
        }
    }

    private static int SlotCount() =>
        (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(32, 4 * Environment.ProcessorCount));

    private ScoringState? Take()
    {
        var home = Environment.CurrentManagedThreadId * Stride;
        for (var probe = 0; probe < Passes * _slots.Length; probe += Stride)
        {
            ref var slot = ref _slots[(home + probe) & (_slots.Length - 1)];
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } state)
            {
                return state;
            }
        }

        return null;
    }

    private bool Put(ScoringState state)
    {
        var home = Environment.CurrentManagedThreadId * Stride;
        for (var probe = 0; probe < _slots.Length; probe += Stride)
        {
            ref var slot = ref _slots[(home + probe) & (_slots.Length - 1)];
            if (slot is null && Interlocked.CompareExchange(ref slot, state, null) is null)
            {
                return true;
            }
        }

        return false;
    }

    private void Drain()
    {
        while (Take() is not null)
        {
            Retire();
        }
    }

    private void Retire()
    {
        Interlocked.Increment(ref _retired);
        ReleaseAfterTheLast();
    }

    private void ReleaseAfterTheLast()
    {
        // Retired first: it never overtakes created, so equal numbers mean that no call is under way.
        var retired = Interlocked.Read(ref _retired);
        if (Volatile.Read(ref _disposed) != 0 && retired == Interlocked.Read(ref _created) && Interlocked.Exchange(ref _released, 1) == 0)
        {
            lease.Dispose();
        }
    }
}
