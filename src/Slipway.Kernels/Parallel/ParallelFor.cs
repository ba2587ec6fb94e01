using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Slipway.Kernels;

/// <summary>
/// A parallel loop for work of tens of microseconds. Its own background threads spin briefly for the next loop and then park;
/// the global thread pool is never used.
/// </summary>
/// <remarks>
/// <b>Deterministic</b>: what a part is depends on the arguments alone, never on the machine or its load; only which thread runs
/// a part varies. A loop inside a loop, and a loop started while another caller's loop runs, run all their parts on the calling
/// thread, in order. The first exception, by part, is rethrown to the caller after every part has ended.
/// </remarks>
public static unsafe class ParallelFor
{
    /// <summary>Runs parts 0 to <paramref name="parts"/> - 1 on at most <paramref name="maxThreads"/> threads, and waits for all.</summary>
    /// <param name="parts">Number of parts; 0 does nothing.</param>
    /// <param name="maxThreads">Upper limit on threads, the caller's included; more than the machine's cores is as good as all.</param>
    /// <param name="body">Copied; what it writes must go through pointers or references it holds.</param>
    /// <typeparam name="TBody">The body's type.</typeparam>
    public static void Run<TBody>(int parts, int maxThreads, TBody body) where TBody : struct, IParallelBody
    {
        Arguments.NotNegative(parts, nameof(parts));
        Arguments.Positive(maxThreads, nameof(maxThreads));
        int helpers = Math.Min(Math.Min(maxThreads, parts), WorkerThreads.MaxThreads) - 1;
        // SAFETY: body is this frame's own copy, on the stack, and Run returns only after its last use by any thread.
        if (helpers > 0 && WorkerThreads.TryRun(parts, helpers, &Invoke<TBody>, Unsafe.AsPointer(ref body)))
            return;
        ExceptionDispatchInfo? failure = null;
        for (int part = 0; part < parts; part++)
        {
            try
            {
                body.Invoke(part);
            }
            catch (Exception exception)
            {
                // The other parts run, as they would have on other threads.
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }
        failure?.Throw();
    }

    /// <summary>
    /// Splits 0 to <paramref name="count"/> - 1 into equal ranges, one per thread allowed, and runs <paramref name="body"/>(start, end) on each.
    /// </summary>
    /// <param name="count">Number of items.</param>
    /// <param name="minimumPerThread">A range gets at least this many items, so that a short loop stays on one thread.</param>
    /// <param name="maxThreads">Upper limit on threads, and the number of ranges when there is work enough.</param>
    /// <param name="body">Called with the range's start and its exclusive end.</param>
    public static void Run(int count, int minimumPerThread, int maxThreads, Action<int, int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Arguments.NotNegative(count, nameof(count));
        Arguments.Positive(minimumPerThread, nameof(minimumPerThread));
        Arguments.Positive(maxThreads, nameof(maxThreads));
        if (count == 0)
            return;
        int parts = Math.Clamp(count / minimumPerThread, 1, maxThreads);
        Run(parts, maxThreads, new RangeBody(count, parts, body));
    }

    private static void Invoke<TBody>(void* body, int part) where TBody : struct, IParallelBody =>
        Unsafe.AsRef<TBody>(body).Invoke(part);

    private readonly struct RangeBody(int count, int parts, Action<int, int> body) : IParallelBody
    {
        public void Invoke(int part) => body((int)((long)count * part / parts), (int)((long)count * (part + 1) / parts));
    }
}
