namespace Slipway.Kernels.Tests;

public class DistanceTests
{
    public static TheoryData<KernelPath> Paths => TestPaths.VectorData;

    [Theory]
    [MemberData(nameof(Paths))]
    public void KernelsFromProducts_GivenLengths0To257_MatchReference(KernelPath path)
    {
        for (int length = 0; length <= 257; length++)
        {
            float[] products = Bits.RandomWithSpecial(length, length), norms = Bits.Random(length, length + 1);
            float[] expected = new float[length], actual = new float[length];

            RbfKernel.FromProducts(KernelPath.Scalar, 0.3f, 1.5f, norms, products, expected);
            RbfKernel.FromProducts(path, 0.3f, 1.5f, norms, products, actual);
            Bits.AssertSame(expected, actual, $"rbf of length {length}");

            PolynomialKernel.FromProducts(KernelPath.Scalar, 0.3f, 1f, 5, products, expected);
            PolynomialKernel.FromProducts(path, 0.3f, 1f, 5, products, actual);
            Bits.AssertSame(expected, actual, $"polynomial of length {length}");

            SigmoidKernel.FromProducts(KernelPath.Scalar, 0.3f, -0.5f, products, expected);
            SigmoidKernel.FromProducts(path, 0.3f, -0.5f, products, actual);
            Bits.AssertSame(expected, actual, $"sigmoid of length {length}");
        }
    }

    [Fact]
    public void KernelsFromProducts_GivenProducts_AreNearDoubleOracle()
    {
        float[] products = Bits.Random(257, 1), norms = [.. Bits.Random(257, 2).Select(x => 3 + x)];
        float[] k = new float[257];

        RbfKernel.FromProducts(0.7f, 2.5f, norms, products, k);
        Assert.All(Enumerable.Range(0, 257), i => Assert.Equal(Math.Exp(-0.7f * (2.5f + (double)norms[i] - (2 * (double)products[i]))), k[i], 1e-6));

        PolynomialKernel.FromProducts(0.7f, 1.25f, 3, products, k);
        Assert.All(Enumerable.Range(0, 257), i => Assert.Equal(Math.Pow((0.7f * (double)products[i]) + 1.25, 3), k[i], 1e-5));

        SigmoidKernel.FromProducts(0.7f, 0.25f, products, k);
        Assert.All(Enumerable.Range(0, 257), i => Assert.Equal(Math.Tanh((0.7f * (double)products[i]) + 0.25), k[i], 1e-6));
    }

    [Fact]
    public void Rbf_GivenDistanceThatRoundingMadeNegative_IsOne()
    {
        float[] k = new float[1];
        RbfKernel.FromProducts(1f, 1f, [1f], [1.0000002f], k);
        Assert.Equal(1f, k[0]);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void SquaredDistances_GivenOddShapes_MatchReferenceAndOracle(KernelPath path)
    {
        foreach ((int m, int n, int k) in new[] { (0, 3, 2), (3, 0, 2), (1, 1, 1), (5, 7, 0), (3, 17, 9), (33, 65, 31), (64, 130, 107) })
        {
            float[] a = Bits.Random(m * (k + 1), 1), b = Bits.Random(n * (k + 2), 2);
            float[] aNorms = new float[m], bNorms = new float[n];
            SquaredDistances.RowNorms(m, k, a, k + 1, aNorms);
            SquaredDistances.RowNorms(n, k, b, k + 2, bNorms);
            float[] expected = new float[m * (n + 3)], actual = new float[m * (n + 3)];
            SquaredDistances.Compute(KernelPath.Scalar, m, n, k, a, k + 1, aNorms, b, k + 2, bNorms, expected, n + 3, 1);
            SquaredDistances.Compute(path, m, n, k, a, k + 1, aNorms, b, k + 2, bNorms, actual, n + 3, 2);
            Bits.AssertSame(expected, actual, $"{m} x {n} x {k}");
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    double exact = 0;
                    for (int p = 0; p < k; p++)
                        exact += Math.Pow((double)a[(i * (k + 1)) + p] - b[(j * (k + 2)) + p], 2);
                    Assert.Equal(exact, actual[(i * (n + 3)) + j], 1e-6 * (1 + aNorms[i] + bNorms[j]));
                }
            }
        }
    }

    [Fact]
    public void SquaredDistances_GivenTheSameRow_IsZeroOrRounding()
    {
        float[] a = Bits.Random(100, 3);
        float[] norm = new float[1], d = new float[1];
        SquaredDistances.RowNorms(1, 100, a, 100, norm);
        SquaredDistances.Compute(1, 1, 100, a, 100, norm, a, 100, norm, d, 1);
        Assert.InRange(d[0], 0f, 1e-5f * norm[0]);
    }

    [Fact]
    public void SquaredDistances_GivenShortSpans_SaysWhich()
    {
        Assert.Throws<ArgumentException>("bNorms", () => SquaredDistances.Compute(1, 2, 1, [1f], 1, [1f], [1f, 2f], 1, [1f], new float[2], 2));
        Assert.Throws<ArgumentException>("norms", () => SquaredDistances.RowNorms(2, 1, [1f, 2f], 1, new float[1]));
        Assert.Throws<ArgumentException>("degree", () => PolynomialKernel.FromProducts(1f, 0f, 0, [1f], new float[1]));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public unsafe void WideAxpy_GivenOneToNineVectors_MatchesReference(KernelPath path)
    {
        float** vectors = stackalloc float*[9];
        for (int length = 0; length <= 67; length++)
        {
            for (int count = 1; count <= 9; count++)
            {
                float[] x = Bits.Random(count * length, length + count);
                double[] alpha = [.. Bits.Random(count, count).Select(v => (double)v / 3)];
                double[] expected = [.. Bits.Random(length, 9).Select(v => (double)v)];
                double[] actual = [.. expected];
                for (int r = 0; r < count; r++)
                {
                    for (int i = 0; i < length; i++)
                        expected[i] = Math.FusedMultiplyAdd(alpha[r], x[(r * length) + i], expected[i]);
                }
                fixed (float* px = x)
                {
                    for (int r = 0; r < count; r++)
                        vectors[r] = px + (r * length);
                    WideAxpy.Apply(path, alpha, vectors, actual);
                }
                Assert.Equal(expected, actual);
            }
        }
        Assert.Throws<ArgumentException>("y", () => WideAxpy.Apply(1.0, [1f], new double[2]));
    }
}
