namespace Slipway.Kernels.Tests;

public class ParallelForTests
{
    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(3, 1)]
    [InlineData(7, 2)]
    [InlineData(1000, 64)]
    public void Run_GivenParts_RunsEachOnce(int parts, int threads)
    {
        for (int repeat = 0; repeat < 200; repeat++)
        {
            int[] runs = new int[parts];
            ParallelFor.Run(parts, threads, new Counting(runs));
            Assert.All(runs, r => Assert.Equal(1, r));
        }
    }

    [Fact]
    public void Run_GivenRanges_CoversTheCountByArgumentsAlone()
    {
        for (int count = 0; count < 50; count++)
        {
            var ranges = new List<(int, int)>();
            ParallelFor.Run(count, 10, 3, (start, end) =>
            {
                lock (ranges)
                    ranges.Add((start, end));
            });
            ranges.Sort();
            int parts = count == 0 ? 0 : Math.Clamp(count / 10, 1, 3);
            Assert.Equal(Enumerable.Range(0, parts).Select(p => (count * p / parts, count * (p + 1) / parts)), ranges);
        }
    }

    [Fact]
    public void Run_GivenBlockingParts_UsesAnotherThread()
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, "One core has no second thread to use.");
        // Both parts wait for each other, so this returns only if two threads run at once. Another test's loop may hold the
        // workers for a while; then both parts run here and the first gives up.
        bool met = false;
        for (int attempt = 0; attempt < 100 && !met; attempt++)
        {
            using var barrier = new Barrier(2);
            ParallelFor.Run(2, 1, 2, (_, _) => met |= barrier.SignalAndWait(TimeSpan.FromSeconds(0.2)));
        }
        Assert.True(met);
    }

    [Fact]
    public void Run_GivenExceptions_ThrowsTheFirstPartAfterAllHaveEnded()
    {
        for (int repeat = 0; repeat < 100; repeat++)
        {
            int[] runs = new int[20];
            var exception = Assert.Throws<InvalidOperationException>(() => ParallelFor.Run(20, 1, 20, (start, _) =>
            {
                Interlocked.Increment(ref runs[start]);
                if (start is 5 or 13)
                    throw new InvalidOperationException($"part {start}");
            }));
            Assert.Equal("part 5", exception.Message);
            Assert.All(runs, r => Assert.Equal(1, r));
        }
        // The pool is usable afterwards.
        Run_GivenParts_RunsEachOnce(10, 4);
    }

    [Fact]
    public void Run_GivenNestedLoop_RunsItOnTheSameThread()
    {
        int mismatches = 0, inner = 0;
        ParallelFor.Run(8, 1, 8, (_, _) =>
        {
            int thread = Environment.CurrentManagedThreadId;
            ParallelFor.Run(4, 1, 4, (_, _) =>
            {
                Interlocked.Increment(ref inner);
                if (Environment.CurrentManagedThreadId != thread)
                    Interlocked.Increment(ref mismatches);
            });
        });
        Assert.Equal(32, inner);
        Assert.Equal(0, mismatches);
    }

    [Fact]
    public void Run_GivenSeveralCallers_GivesEachItsOwnParts()
    {
        long failures = 0;
        Thread[] callers = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            int[] runs = new int[17];
            for (int repeat = 1; repeat <= 3000; repeat++)
            {
                ParallelFor.Run(17, 4, new Counting(runs));
                if (runs.Any(r => r != repeat))
                    Interlocked.Increment(ref failures);
            }
        })).ToArray();
        foreach (Thread caller in callers)
            caller.Start();
        foreach (Thread caller in callers)
            caller.Join();
        Assert.Equal(0, failures);
    }

    [Fact]
    public void Run_GivenLoopsOfChangingSizeBackToBack_RunsEachPartOnce()
    {
        // A worker that still looks at a finished loop must not claim a part of the next, longer one before that is published.
        int[] runs = new int[64];
        int total = 0;
        for (int repeat = 0; repeat < 100_000; repeat++)
        {
            int parts = 2 + (repeat * 29 % 62);
            ParallelFor.Run(parts, 4, new Counting(runs));
            total += parts;
        }
        Assert.Equal(total, runs.Sum());
    }

    [Fact]
    public void Run_GivenPausesLongerThanTheSpin_WakesParkedWorkers()
    {
        int[] runs = new int[6];
        for (int repeat = 1; repeat <= 50; repeat++)
        {
            // Longer than the spin, so the workers park; a lost wake-up would still pass, a part run twice or never would not.
            Thread.SpinWait(20_000);
            ParallelFor.Run(6, 4, new Counting(runs));
            Assert.All(runs, r => Assert.Equal(repeat, r));
        }
    }

    [Fact]
    public void Run_GivenWrongArgument_NamesIt()
    {
        Assert.Equal("parts", Assert.Throws<ArgumentException>(() => ParallelFor.Run(-1, 1, new Counting([]))).ParamName);
        Assert.Equal("maxThreads", Assert.Throws<ArgumentException>(() => ParallelFor.Run(1, 0, new Counting([0]))).ParamName);
    }

    private readonly struct Counting(int[] runs) : IParallelBody
    {
        public void Invoke(int part) => Interlocked.Increment(ref runs[part]);
    }
}
