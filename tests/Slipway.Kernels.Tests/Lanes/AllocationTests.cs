namespace Slipway.Kernels.Tests;

public class AllocationTests
{
    [Fact]
    public void EveryKernel_GivenSecondCall_AllocatesNothing()
    {
        float[] a = Bits.Random(300 * 300, 1), b = Bits.Random(300 * 300, 2), c = new float[300 * 300], d = new float[300 * 300];
        int[] targets = new int[100], order = new int[500], offsets = [0, 2, 3], columns = [0, 5, 1];
        float[] values = [1f, 2f, 3f];
        var kernels = new (string Name, Action Call)[]
        {
            ("packed product", () => Gemm.Multiply(false, true, 300, 300, 300, a, 300, b, 300, c, 300)),
            ("product on two threads", () => Gemm.Multiply(false, false, 300, 300, 300, a, 300, b, 300, c, 300, maxThreads: 2)),
            ("small product", () => Gemm.Multiply(true, false, 8, 8, 8, a, 8, b, 8, c, 8, epilogue: new GemmEpilogue(d.AsSpan(0, 8), Activation.Gelu))),
            ("exp", () => Exp.Apply(a, c)),
            ("log", () => Log.Apply(a, c)),
            ("relu", () => Relu.Forward(a, c)),
            ("tanh backward", () => Tanh.Backward(a, b, c)),
            ("gelu backward", () => Gelu.Backward(a, b, c)),
            ("softmax", () => Softmax.Apply(100, 10, c)),
            ("cross-entropy", () => SoftmaxCrossEntropy.LossAndGradient(100, 10, c.AsSpan(0, 1000), targets)),
            ("pointwise loss", () => PointwiseLoss.LossAndGradient(PointwiseLossKind.Logistic, 0, a, b, [], 1f, c)),
            ("dot", () => _ = Dot.Product(a, b)),
            ("sum of squares", () => _ = SumOfSquares.Of(a)),
            ("column sums", () => ColumnSums.Compute(300, 300, a, 300, c.AsSpan(0, 300))),
            ("arg max", () => _ = ArgMax.Of(a)),
            ("axpy", () => Axpy.Apply(1f, a, c)),
            ("adam", () => AdamStep.Apply(new AdamSettings().AtStep(3), c.AsSpan(0, 100), a.AsSpan(0, 100), c.AsSpan(100, 100), d.AsSpan(200, 100))),
            ("sgd", () => SgdStep.Apply(new SgdSettings { Momentum = 0.9f }, c.AsSpan(0, 100), a.AsSpan(0, 100), d.AsSpan(0, 100))),
            ("sparse product", () => SparseGemm.Multiply(new CsrRows(10, offsets, columns, values), 8, a, 8, c, 8)),
            ("sparse gradient", () => SparseGemm.AccumulateGradient(new CsrRows(10, offsets, columns, values), 8, a, 8, c, 8)),
            ("normal", () => CounterRandom.FillNormal(1, 2, 3, c)),
            ("permutation", () => CounterRandom.Permutation(order, 1, 2)),
            ("dropout", () => Dropout.Apply(1, 2, 3, 0.5f, c)),
        };
        foreach ((string name, Action call) in kernels)
        {
            call();

            // The runtime itself may allocate once on this thread (a method compiled anew); a kernel that allocates does so in every round.
            long allocated = long.MaxValue;
            for (int round = 0; round < 3 && allocated > 0; round++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                call();
                call();
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            }

            Assert.True(allocated == 0, $"{name} allocated {allocated} bytes");
        }
    }
}
