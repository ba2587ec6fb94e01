namespace Slipway.Kernels.Tests;

public class MemorySafetyTests
{
    public static TheoryData<KernelPath> Paths => TestPaths.VectorData;

    [Theory]
    [MemberData(nameof(Paths))]
    public void ElementwiseKernels_GivenSpansBetweenGuardPages_TouchNothingElse(KernelPath path)
    {
        Assert.SkipUnless(GuardedMemory.IsSupported, "Guard pages are made with mmap.");
        using GuardedMemory first = new(512), second = new(512), third = new(512), fourth = new(512);
        for (int length = 1; length <= 257; length++)
        {
            foreach (bool atEnd in new[] { true, false })
            {
                Span<float> x = Take(first, length, atEnd), y = Take(second, length, atEnd);
                Span<float> z = Take(third, length, atEnd), w = Take(fourth, length, atEnd);
                x.Fill(0.5f);
                z.Clear();
                w.Clear();
                Exp.Apply(path, x, y);
                Gelu.Backward(path, x, y, z);
                _ = Dot.Product(path, x, y) + Dot.ProductDouble(path, x, y) + ArgMax.Of(path, x);
                AdamStep.Apply(path, new AdamSettings(), x, y, z, w);
                SgdStep.Apply(path, new SgdSettings { Momentum = 0.9f }, x, y, z);
                PointwiseLoss.LossAndGradient(path, PointwiseLossKind.Huber, 1f, x, y, z, 1f, w);
                SoftmaxCrossEntropy.LossAndGradient(path, 1, length, x, [length - 1], default, 1f);
                ColumnSums.Compute(path, 1, length, x, length, y, false);
                ScaleShift.Apply(path, 1, length, x, length, y, z);
                Dropout.Apply(path, 1, 2, 3, 0.5f, x);
                Assert.True(float.IsFinite(x[length - 1]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Products_GivenMatricesBetweenGuardPages_TouchNothingElse(KernelPath path)
    {
        Assert.SkipUnless(GuardedMemory.IsSupported, "Guard pages are made with mmap.");
        using GuardedMemory first = new(70 * 300), second = new(70 * 300), third = new(70 * 70), fourth = new(70);
        foreach ((int m, int n, int k) in new[] { (1, 1, 1), (7, 9, 5), (8, 48, 16), (13, 50, 29), (33, 70, 300), (70, 17, 23), (70, 1, 300), (1, 70, 300) })
        {
            for (int flags = 0; flags < 8; flags++)
            {
                bool transA = (flags & 1) != 0, transB = (flags & 2) != 0, atEnd = (flags & 4) != 0;
                Span<float> a = Take(first, m * k, atEnd), b = Take(second, k * n, atEnd), c = Take(third, m * n, atEnd), bias = Take(fourth, n, atEnd);
                a.Fill(1f);
                b.Fill(1f);
                bias.Fill(2f);
                Gemm.Multiply(
                    path, transA, transB, m, n, k, a, transA ? m : k, b, transB ? k : n, c, n, false, new GemmEpilogue(bias, Activation.Relu), 1);
                Assert.Equal(k + 2f, c[0]);
                Assert.Equal(k + 2f, c[(m * n) - 1]);
            }
        }
        int[] offsets = [0, 1, 2], columns = [2, 0];
        for (int n = 1; n <= 70; n++)
        {
            Span<float> w = Take(first, 3 * n, n % 2 == 0), y = Take(second, 2 * n, n % 2 == 0);
            w.Fill(3f);
            SparseGemm.Multiply(path, new CsrRows(3, offsets, columns, [1f, 2f]), n, w, n, y, n, false, default, 1);
            SparseGemm.AccumulateGradient(path, new CsrRows(3, offsets, columns, [1f, 2f]), n, y, n, w, n);
            Assert.Equal([3f, 6f], new[] { y[0], y[(2 * n) - 1] });
            Assert.Equal([3f + 12f, 3f + 3f], new[] { w[0], w[(3 * n) - 1] });
        }
    }

    private static Span<float> Take(GuardedMemory memory, int length, bool atEnd) =>
        atEnd ? memory.AtEnd(length) : memory.AtStart(length);
}
