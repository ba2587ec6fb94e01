using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Slipway.Kernels;

/// <summary>The threads behind <see cref="ParallelFor"/>: one loop at a time, parts claimed one by one.</summary>
/// <remarks>
/// <b>Protocol.</b> The caller takes <see cref="s_busy"/>, writes the loop's fields, then publishes <see cref="s_ticket"/> =
/// (epoch, next part). A thread claims a part by a compare-and-swap of the ticket. The swap can succeed only if that part is still
/// unclaimed, so that loop has not ended, so the fields read before the swap are that loop's: no lock is needed to read them.
/// The caller claims parts too, hence a worker that wakes late costs nothing, and waits only for parts that are being run.
/// </remarks>
internal static unsafe class WorkerThreads
{
    /// <summary>How long a thread looks for work before it parks: longer than the serial stretch between two kernels of a training step.</summary>
    private const int SpinMicroseconds = 30;

    private static readonly long SpinTicks = Stopwatch.Frequency * SpinMicroseconds / 1_000_000;
    private static readonly object Gate = new();

    [ThreadStatic]
    private static bool t_inside;

    private static int s_busy;
    private static int s_workers;
    private static int s_parked;
    private static long s_ticket;
    private static int s_parts;
    private static int s_helpers;
    private static delegate*<void*, int, void> s_invoke;
    private static void* s_body;
    private static int s_unfinished;
    private static Failure? s_failure;

    /// <summary>Threads a loop can use on this machine, the caller's included.</summary>
    public static int MaxThreads { get; } = Environment.ProcessorCount;

    /// <summary>Runs the loop, or returns false at once when the calling thread is inside a loop or another caller's loop is running.</summary>
    public static bool TryRun(int parts, int helpers, delegate*<void*, int, void> invoke, void* body)
    {
        if (t_inside || Interlocked.CompareExchange(ref s_busy, 1, 0) != 0)
            return false;
        StartWorkers(helpers);
        s_parts = parts;
        s_helpers = helpers;
        s_invoke = invoke;
        s_body = body;
        s_failure = null;
        Volatile.Write(ref s_unfinished, parts);
        long epoch = (s_ticket >> 32) + 1;
        Interlocked.Exchange(ref s_ticket, epoch << 32);
        if (Volatile.Read(ref s_parked) > 0)
        {
            lock (Gate)
                Monitor.PulseAll(Gate);
        }

        t_inside = true;
        while (TryRunPart())
        {
        }
        t_inside = false;
        SpinWait wait = default;
        while (Volatile.Read(ref s_unfinished) != 0)
            wait.SpinOnce(sleep1Threshold: -1);
        Failure? failure = s_failure;
        s_failure = null;
        Volatile.Write(ref s_busy, 0);
        failure?.Rethrow();
        return true;
    }

    private static void StartWorkers(int helpers)
    {
        while (s_workers < helpers)
        {
            int index = s_workers++;
            new Thread(static index => Work((int)index!), maxStackSize: 1 << 20) { IsBackground = true, Name = $"Slipway worker {index + 1}" }
                .UnsafeStart(index);
        }
    }

    /// <summary>Claims and runs one part of the loop now published; false when none is left.</summary>
    private static bool TryRunPart()
    {
        while (true)
        {
            long ticket = Volatile.Read(ref s_ticket);
            int parts = Volatile.Read(ref s_parts);
            delegate*<void*, int, void> invoke = s_invoke;
            void* body = s_body;
            int part = (int)(uint)ticket;
            if (part >= parts)
                return false;
            if (Interlocked.CompareExchange(ref s_ticket, ticket + 1, ticket) != ticket)
                continue;
            try
            {
                invoke(body, part);
            }
            catch (Exception exception)
            {
                Record(part, exception);
            }
            Interlocked.Decrement(ref s_unfinished);
            return true;
        }
    }

    private static void Work(int index)
    {
        t_inside = true;
        long seen = 0;
        while (true)
        {
            seen = WaitForLoop(seen);
            if (index >= Volatile.Read(ref s_helpers))
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
                long epoch = Volatile.Read(ref s_ticket) >> 32;
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
            Interlocked.Increment(ref s_parked);
            long epoch;
            while ((epoch = Volatile.Read(ref s_ticket) >> 32) == seen)
                Monitor.Wait(Gate);
            Interlocked.Decrement(ref s_parked);
            return epoch;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Record(int part, Exception exception)
    {
        lock (Gate)
        {
            if (s_failure is null || part < s_failure.Part)
                s_failure = new Failure(part, ExceptionDispatchInfo.Capture(exception));
        }
    }

    private sealed record Failure(int Part, ExceptionDispatchInfo Exception)
    {
        public void Rethrow() => Exception.Throw();
    }
}
