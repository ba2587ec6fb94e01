using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Slipway.Kernels;

/// <summary>The threads behind <see cref="ParallelFor"/>: one loop at a time, parts claimed one by one.</summary>
/// <remarks>
/// <b>Protocol.</b> The caller takes <see cref="_busy"/>, writes the loop's fields, then publishes <see cref="_ticket"/> =
/// (epoch, parts left). A thread claims a part by a compare-and-swap that lowers the parts left. The swap can succeed only if that part is
/// still unclaimed, so that loop has not ended, so the fields read before the swap are that loop's: no lock is needed to read them.
/// The ticket counts down, because with none left it cannot be claimed while the next loop's fields are being written.
/// The caller claims parts too, hence a worker that wakes late costs nothing, and waits only for parts that are being run.
/// </remarks>
internal static unsafe class WorkerThreads
{
    /// <summary>How long a thread looks for work before it parks: longer than the serial stretch between two kernels of a training step.</summary>
    private const int SpinMicroseconds = 30;

    private static readonly long SpinTicks = Stopwatch.Frequency * SpinMicroseconds / 1_000_000;
    private static readonly object Gate = new();

    [ThreadStatic]
    private static bool _inside;

    private static int _busy;
    private static int _workers;
    private static int _parked;
    private static long _ticket;
    private static int _parts;
    private static int _helpers;
    private static delegate*<void*, int, void> _invoke;
    private static void* _body;
    private static int _unfinished;
    private static Failure? _failure;

    /// <summary>Threads a loop can use on this machine, the caller's included.</summary>
    public static int MaxThreads { get; } = Environment.ProcessorCount;

    /// <summary>Runs the loop, or returns false at once when the calling thread is inside a loop or another caller's loop is running.</summary>
    public static bool TryRun(int parts, int helpers, delegate*<void*, int, void> invoke, void* body)
    {
        if (_inside || Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
            return false;
        StartWorkers(helpers);
        _parts = parts;
        _helpers = helpers;
        _invoke = invoke;
        _body = body;
        _failure = null;
        Volatile.Write(ref _unfinished, parts);
        long epoch = (_ticket >> 32) + 1;
        Interlocked.Exchange(ref _ticket, (epoch << 32) | (uint)parts);
        if (Volatile.Read(ref _parked) > 0)
        {
            lock (Gate)
                Monitor.PulseAll(Gate);
        }

        _inside = true;
        while (TryRunPart())
        {
        }
        _inside = false;
        SpinWait wait = default;
        while (Volatile.Read(ref _unfinished) != 0)
            wait.SpinOnce(sleep1Threshold: -1);
        Failure? failure = _failure;
        _failure = null;
        Volatile.Write(ref _busy, 0);
        failure?.Rethrow();
        return true;
    }

    private static void StartWorkers(int helpers)
    {
        while (_workers < helpers)
        {
            int index = _workers++;
            new Thread(static index => Work((int)index!), maxStackSize: 1 << 20) { IsBackground = true, Name = $"Slipway worker {index + 1}" }
                .UnsafeStart(index);
        }
    }

    /// <summary>Claims and runs one part of the loop now published; false when none is left.</summary>
    private static bool TryRunPart()
    {
        while (true)
        {
            long ticket = Volatile.Read(ref _ticket);
            int left = (int)(uint)ticket;
            if (left == 0)
                return false;
            int part = _parts - left;
            delegate*<void*, int, void> invoke = _invoke;
            void* body = _body;
            if (Interlocked.CompareExchange(ref _ticket, ticket - 1, ticket) != ticket)
                continue;
            try
            {
                invoke(body, part);
            }
            catch (Exception exception)
            {
                Record(part, exception);
            }
            Interlocked.Decrement(ref _unfinished);
            return true;
        }
    }

    private static void Work(int index)
    {
        _inside = true;
        long seen = 0;
        while (true)
        {
            seen = WaitForLoop(seen);
            if (index >= Volatile.Read(ref _helpers))
                continue;
            while (TryRunPart())
            {
            }
        }
    }

    /// <summary>Returns the epoch of a loop newer than <paramref name="seen"/>: spins, then parks.</summary>
    private static long WaitForLoop(long seen)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            for (int i = 0; i < 16; i++)
            {
                long epoch = Volatile.Read(ref _ticket) >> 32;
                if (epoch != seen)
                    return epoch;
                Thread.SpinWait(4);
            }
        }
        while (Stopwatch.GetTimestamp() - start < SpinTicks);

        lock (Gate)
        {
            // The count rises before the last look at the ticket, and the caller writes the ticket before it reads the count:
            // one of the two sees the other, so no wake-up is lost.
            Interlocked.Increment(ref _parked);
            long epoch;
            while ((epoch = Volatile.Read(ref _ticket) >> 32) == seen)
                Monitor.Wait(Gate);
            Interlocked.Decrement(ref _parked);
            return epoch;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Record(int part, Exception exception)
    {
        lock (Gate)
        {
            if (_failure is null || part < _failure.Part)
                _failure = new Failure(part, ExceptionDispatchInfo.Capture(exception));
        }
    }

    private sealed record Failure(int Part, ExceptionDispatchInfo Exception)
    {
        public void Rethrow() => Exception.Throw();
    }
}
