using Slipway.Prediction;

namespace Slipway.Tests.Prediction;

public class PredictorConcurrencyTests
{
    private static readonly Numbers[] Inputs = [.. NumbersRow.Many(64).Select(r => new Numbers(r.A, r.B, r.C, r.D))];

    [Fact]
    public void Predict_GivenOneThread_AllocatesNothing()
    {
        using var model = Fit();
        using var predictor = model.CreatePredictor<Numbers, Classification>();
        using var labels = model.CreatePredictor<Numbers, string>();
        using var vectors = model.CreateVectorPredictor();
        var probabilities = new float[3];
        var outputs = new Classification[Inputs.Length];

        Assert.Equal(0, Allocated(() => predictor.Predict(Inputs[5])));
        Assert.Equal(0, Allocated(() => predictor.Predict(Inputs[5], probabilities)));
        Assert.Equal(0, Allocated(() => labels.Predict(Inputs[5])));
        Assert.Equal(0, Allocated(() => predictor.Predict(Inputs, outputs)));
        Assert.Equal(0, Allocated(() => RequireCompleted(predictor.PredictAsync(Inputs[5]))));
        Assert.Equal(0, Allocated(() => vectors.Predict([1, 2, 3, 4], probabilities)));
        using var arrays = model.CreatePredictor<float[], int>();
        using var memories = model.CreatePredictor<ReadOnlyMemory<float>, int>();
        float[] row = [1, 2, 3, 4];
        Assert.Equal(0, Allocated(() => arrays.Predict(row)));
        Assert.Equal(0, Allocated(() => memories.Predict(row)));
    }

    [Fact]
    public void Predict_GivenTextEnumsStructsAndVectors_AllocatesNothing()
    {
        using var model = Training.Fit(new NearestCentroid(), DataChannel.From(WineRow.Many(60)).WithLabel("Band"));
        using var classes = model.CreatePredictor<Wine, Classification>();
        using var structs = model.CreatePredictor<WineStruct, Classification>();
        using var dictionaries = model.CreatePredictor<Dictionary<string, object?>, Classification>();
        var wine = new Wine(Cellar.South, 1, 2, 3);
        var row = new Dictionary<string, object?> { ["Alcohol"] = 1.5f, ["MalicAcid"] = 1.0, ["Ash"] = "3", ["Cellar"] = "North" };

        Assert.Equal(0, Allocated(() => classes.Predict(wine)));
        Assert.Equal(0, Allocated(() => structs.Predict(new WineStruct(1, 2, 3, Cellar.North))));
        Assert.Equal(0, Allocated(() => dictionaries.Predict(row)));
    }

    [Fact]
    public void Predict_GivenEightThreads_GivesTheRightAnswersAndAllocatesNothing()
    {
        const int Threads = 8;
        using var model = Fit();
        using var predictor = model.CreatePredictor<GatedNumbers, Classification>();
        GatedNumbers[] inputs = [.. Inputs.Select(i => new GatedNumbers(i, null))];
        Classification[] expected = [.. inputs.Select(predictor.Predict)];
        using var warm = new Barrier(Threads);
        var wrong = new int[Threads];
        var allocated = new long[Threads];

        RunThreads(Threads, thread =>
        {
            // All threads are inside a prediction at once, so the pool has a state for each of them afterwards.
            predictor.Predict(new GatedNumbers(Inputs[0], warm));
            Check(thread);
            warm.SignalAndWait();
            var before = GC.GetAllocatedBytesForCurrentThread();
            Check(thread);
            allocated[thread] = GC.GetAllocatedBytesForCurrentThread() - before;
        });

        Assert.All(wrong, count => Assert.Equal(0, count));
        Assert.All(allocated, bytes => Assert.Equal(0, bytes));

        void Check(int thread)
        {
            for (var i = 0; i < 20_000; i++)
            {
                var index = (i + thread) % inputs.Length;
                if (predictor.Predict(inputs[index]) != expected[index])
                {
                    wrong[thread]++;
                }
            }
        }
    }

    [Fact]
    public void Dispose_GivenCallsUnderWay_ReleasesTheModelOnceAndOnlyAfterThem()
    {
        for (var round = 0; round < 50; round++)
        {
            var model = Fit();
            var inner = (CentroidModel)model.Model;
            var predictor = model.CreatePredictor<Numbers, int>();
            model.Dispose();
            using var start = new Barrier(5);

            // CentroidModel.Score throws when it is disposed, and its Dispose when that happens twice: either would fail this test.
            RunThreads(5, thread =>
            {
                start.SignalAndWait();
                if (thread == 0)
                {
                    predictor.Predict(Inputs[0]);
                    predictor.Dispose();
                    return;
                }

                try
                {
                    for (var i = 0; i < 10_000; i++)
                    {
                        predictor.Predict(Inputs[i % Inputs.Length]);
                    }
                }
                catch (ObjectDisposedException e) when (e.ObjectName.StartsWith("Predictor<", StringComparison.Ordinal))
                {
                }
            });

            Assert.True(inner.IsDisposed);
        }
    }

    [Fact]
    public void Rent_GivenMoreCallsThanSlots_StillReleasesTheLease()
    {
        var lease = new CountingLease();
        var pool = new ScoringStatePool(() => new ScoringState(null!, 1), lease, "owner");
        ScoringState[] rented = [.. Enumerable.Range(0, 5_000).Select(_ => pool.Rent())];
        Assert.Equal(rented.Length, rented.Distinct().Count());

        pool.Dispose();
        foreach (var state in rented)
        {
            Assert.Equal(0, lease.Disposals);
            pool.Return(state);
        }

        Assert.Equal(1, lease.Disposals);
        Assert.Equal("owner", Assert.Throws<ObjectDisposedException>(() => pool.Rent()).ObjectName);
        Assert.Equal(1, lease.Disposals);
    }

    private static TrainedModel Fit() => Training.Fit(new NearestCentroid(), DataChannel.From(NumbersRow.Many(60)).WithLabel("Label"));

    private static void RequireCompleted<T>(ValueTask<T> task) => Assert.True(task.IsCompletedSuccessfully);

    private static long Allocated(Action call)
    {
        // Long enough for the tiered JIT: code on its way there may allocate what optimised code keeps on the stack.
        for (var i = 0; i < 2_000; i++)
        {
            call();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            call();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void RunThreads(int count, Action<int> body)
    {
        var errors = new Exception?[count];
        Thread[] threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() =>
        {
            try
            {
                body(i);
            }
            catch (Exception e)
            {
                errors[i] = e;
            }
        }))];
        foreach (var thread in threads)
        {
            thread.Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }

        Assert.All(errors, Assert.Null);
    }

    private sealed record GatedNumbers(Numbers Of, Barrier? Gate)
    {
        public float A => Of.A;

        public double B => Of.B;

        public int C => Of.C;

        public bool D
        {
            get
            {
                Gate?.SignalAndWait();
                return Of.D;
            }
        }
    }

    private sealed class CountingLease : IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }
}
