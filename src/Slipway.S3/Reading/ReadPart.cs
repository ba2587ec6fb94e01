using System.Buffers;
using System.Runtime.ExceptionServices;

namespace Slipway.Storage;

/// <summary>
/// A range of an object on its way: one task fills it from the front, one reader follows. The reader may wait by blocking its thread, which is its own, or
/// asynchronously.
/// </summary>
/// <param name="offset">First byte, from the object's begin.</param>
/// <param name="wanted">Bytes to ask for.</param>
internal sealed class ReadPart(long offset, int wanted)
{
    private readonly object _lock = new();
    private byte[]? _buffer;
    private int _filled;
    private int _users = 2; // the task and the reader; the last one gives the buffer back
    private Exception? _failure;
    private TaskCompletionSource? _waiter;

    public long Offset { get; } = offset;

    /// <summary>Bytes of the part; less than asked for at the end of the object. Known with the first answer.</summary>
    public int Length { get; private set; } = wanted;

    /// <summary>Bytes that have arrived.</summary>
    public int Filled => Volatile.Read(ref _filled);

    /// <summary>Whether all bytes have arrived.</summary>
    public bool IsComplete => _buffer is not null && Filled == Length;

    /// <summary>Takes memory for the bytes; a second call, of another attempt, changes nothing.</summary>
    public void Prepare(int length)
    {
        if (_buffer is null)
        {
            Length = length;
            _buffer = ArrayPool<byte>.Shared.Rent(length);
        }
    }

    /// <summary>Where the next bytes go.</summary>
    public Memory<byte> Rest => _buffer.AsMemory(_filled, Length - _filled);

    /// <summary>Shows bytes that were put into <see cref="Rest"/> to the reader.</summary>
    public void Advance(int bytes)
    {
        TaskCompletionSource? waiter;
        lock (_lock)
        {
            Volatile.Write(ref _filled, _filled + bytes);
            waiter = Wake();
        }

        waiter?.SetResult();
    }

    /// <summary>Nothing more comes.</summary>
    public void Fail(Exception failure)
    {
        TaskCompletionSource? waiter;
        lock (_lock)
        {
            _failure ??= failure;
            waiter = Wake();
        }

        waiter?.SetResult();
    }

    /// <summary>Copies what has arrived from a position on. What arrived before a failure is still given.</summary>
    /// <returns>The number of bytes; 0 at the end of the part, or when the next bytes are still awaited.</returns>
    public int Copy(int position, Span<byte> target)
    {
        var count = Math.Min(target.Length, Filled - position);
        if (count > 0)
        {
            _buffer.AsSpan(position, count).CopyTo(target);
        }
        else if (!IsComplete && Volatile.Read(ref _failure) is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return count;
    }

    /// <summary>Blocks until there are bytes beyond a position, or there is a failure.</summary>
    public void Wait(int position)
    {
        lock (_lock)
        {
            while (!IsReady(position))
            {
                Monitor.Wait(_lock);
            }
        }
    }

    /// <summary>Waits until there are bytes beyond a position, or there is a failure.</summary>
    public Task WaitAsync(int position, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (IsReady(position))
            {
                return Task.CompletedTask;
            }

            _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiter.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>One of the two users is done.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0 && _buffer is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool IsReady(int position) => _filled > position || _failure is not null || (_buffer is not null && _filled == Length);

    private TaskCompletionSource? Wake()
    {
        Monitor.PulseAll(_lock);
        (var waiter, _waiter) = (_waiter, null);
        return waiter;
    }
}
