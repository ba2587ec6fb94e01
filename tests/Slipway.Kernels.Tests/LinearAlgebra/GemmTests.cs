using CsCheck;

namespace Slipway.Kernels.Tests;

public class GemmTests
{
    public static TheoryData<KernelPath> Paths => TestPaths.VectorData;

    [Theory]
    [MemberData(nameof(Paths))]
    public void Multiply_GivenAnyShape_MatchesReference(KernelPath path) =>
        Gen.Select(
            Gen.Select(Gen.Bool, Gen.Bool),
            Gen.Select(Gen.Int[0, 70], Gen.Int[0, 130], Gen.Int[0, 70]),
            Gen.Int[0, 3],
            Gen.Select(Gen.Bool, Gen.Bool),
            Gen.Enum<Activation>(),
            (trans, size, slack, flags, activation) => new Case(
                trans.Item1, trans.Item2, size.Item1, size.Item2, size.Item3, slack, flags.Item1, flags.Item2, activation))
            .Sample(c => c.Check(path, threads: 1), iter: 400, threads: 1);

    [Theory]
    [MemberData(nameof(Paths))]
    public void Multiply_GivenSizesAroundTheTiles_MatchesReference(KernelPath path)
    {
        foreach (bool transA in new[] { false, true })
        {
            foreach (bool transB in new[] { false, true })
            {
                foreach (int m in new[] { 1, 2, 3, 4, 7, 8, 9, 15, 17 })
                {
                    foreach (int n in new[] { 1, 3, 4, 5, 12, 15, 16, 17, 24, 32, 47, 48, 49, 64, 65, 96, 257 })
                        new Case(transA, transB, m, n, 19, 1, m % 2 == 0, n % 2 == 0, (Activation)(n % 5)).Check(path, threads: 1);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Multiply_GivenPackedBlocks_MatchesReference(KernelPath path)
    {
        foreach (bool transA in new[] { false, true })
        {
            foreach (bool transB in new[] { false, true })
            {
                // Beyond one depth block, one row block, and (last) one column block.
                new Case(transA, transB, 203, 211, 531, 3, true, true, Activation.Tanh).Check(path, threads: 1);
                new Case(transA, transB, 67, 2051, 300, 0, false, true, Activation.Relu).Check(path, threads: 1);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Multiply_GivenSingleColumnOrRow_MatchesReference(KernelPath path)
    {
        foreach (int size in new[] { 1, 2, 3, 7, 8, 9, 16, 17, 33, 63, 64, 65, 100, 257, 2100 })
        {
            for (int flags = 0; flags < 16; flags++)
            {
                bool transA = (flags & 1) != 0, transB = (flags & 2) != 0, accumulate = (flags & 4) != 0, bias = (flags & 8) != 0;
                new Case(transA, transB, size, 1, 29, 0, accumulate, bias, (Activation)(size % 5)).Check(path, threads: 1);
                new Case(transA, transB, size, 1, 300, 1, accumulate, bias, Activation.None).Check(path, threads: 1);
                new Case(transA, transB, 1, size, 29, 0, accumulate, bias, (Activation)(size % 5)).Check(path, threads: 1);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Multiply_GivenManyThreads_ChangesNoBit(KernelPath path)
    {
        new Case(false, false, 200, 150, 180, 2, true, true, Activation.Gelu).Check(path, threads: 2);
        new Case(true, false, 301, 99, 250, 0, false, true, Activation.None).Check(path, threads: 5);
        new Case(false, true, 20, 1000, 300, 1, false, true, Activation.Sigmoid).Check(path, threads: 7);
        new Case(false, true, 100, 100, 1000, 1, true, false, Activation.None).Check(path, threads: 64);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Multiply_GivenSpecialValues_MatchesReference(KernelPath path)
    {
        for (int seed = 0; seed < 20; seed++)
            new Case(seed % 2 == 0, seed % 3 == 0, 9, 37, 6, 1, seed % 5 == 0, true, (Activation)(seed % 5)).Check(path, 1, special: true);
    }

    [Fact]
    public void Multiply_GivenRandomMatrices_IsNearDoubleOracle()
    {
        const int M = 37, N = 53, K = 411;
        float[] a = Bits.Random(M * K, 1), b = Bits.Random(K * N, 2), c = new float[M * N];

        Gemm.Multiply(false, false, M, N, K, a, K, b, N, c, N);

        for (int i = 0; i < M; i++)
        {
            for (int j = 0; j < N; j++)
            {
                double sum = 0, magnitude = 0;
                for (int p = 0; p < K; p++)
                {
                    sum += (double)a[(i * K) + p] * b[(p * N) + j];
                    magnitude += Math.Abs((double)a[(i * K) + p] * b[(p * N) + j]);
                }
                // Higham, "Accuracy and Stability of Numerical Algorithms", 3.5: k u |a|.|b|.
                Assert.True(Math.Abs(sum - c[(i * N) + j]) <= K * Math.Pow(2, -24) * magnitude);
            }
        }
    }

    [Fact]
    public void Multiply_GivenOneProduct_RoundsOnce()
    {
        // (1 + 2^-12)^2 - 1 = 2^-11 + 2^-24: a separate multiplication would lose the last term.
        float x = 1f + (1f / 4096f);
        float[] c = [-1f];
        Gemm.Multiply(false, false, 1, 1, 1, [x], 1, [x], 1, c, 1, accumulate: true);
        Assert.Equal((1f / 2048f) + (1f / 16777216f), c[0]);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("c")]
    [InlineData("lda")]
    [InlineData("ldb")]
    [InlineData("ldc")]
    [InlineData("m")]
    [InlineData("epilogue")]
    [InlineData("maxThreads")]
    public void Multiply_GivenWrongArgument_NamesIt(string name)
    {
        float[] a = new float[name == "a" ? 5 : 6], b = new float[name == "b" ? 11 : 12], c = new float[name == "c" ? 7 : 8];
        var exception = Assert.Throws<ArgumentException>(() => Gemm.Multiply(
            false,
            false,
            name == "m" ? -1 : 2,
            4,
            3,
            a,
            name == "lda" ? 2 : 3,
            b,
            name == "ldb" ? 3 : 4,
            c,
            name == "ldc" ? 3 : 4,
            false,
            name == "epilogue" ? new GemmEpilogue(new float[3]) : default,
            name == "maxThreads" ? 0 : 1));
        Assert.Equal(name, exception.ParamName);
    }

    [Fact]
    public void Multiply_GivenOverlappingResult_Throws()
    {
        float[] x = new float[32];
        Assert.Equal("a", Assert.Throws<ArgumentException>(() => Gemm.Multiply(false, false, 2, 2, 2, x, 2, new float[4], 2, x.AsSpan(2), 2)).ParamName);
    }

    private sealed record Case(
        bool TransA, bool TransB, int M, int N, int K, int Slack, bool Accumulate, bool WithBias, Activation Activation)
    {
        /// <summary>Runs both paths on operands with slack in every leading dimension and an odd start, and compares all of C, gaps included.</summary>
        public void Check(KernelPath path, int threads, bool special = false)
        {
            int columnsA = TransA ? M : K, rowsA = TransA ? K : M, columnsB = TransB ? K : N, rowsB = TransB ? N : K;
            int lda = columnsA + Slack, ldb = columnsB + Slack, ldc = N + Slack;
            float[] a = Make((rowsA * lda) + Slack, 1, special), b = Make((rowsB * ldb) + Slack, 2, special);
            float[] expected = Make((M * ldc) + Slack, 3, special);
            float[] actual = [.. expected];
            float[] bias = WithBias ? Make(N, 4, special) : [];
            var epilogue = new GemmEpilogue(bias, Activation);

            Gemm.Multiply(KernelPath.Scalar, TransA, TransB, M, N, K, a.AsSpan(Slack), lda, b.AsSpan(Slack), ldb, expected.AsSpan(Slack), ldc, Accumulate, epilogue, 1);
            Gemm.Multiply(path, TransA, TransB, M, N, K, a.AsSpan(Slack), lda, b.AsSpan(Slack), ldb, actual.AsSpan(Slack), ldc, Accumulate, epilogue, threads);

            Bits.AssertSame(expected, actual, ToString());
        }

        private static float[] Make(int length, int seed, bool special) =>
            special ? Bits.RandomWithSpecial(length, seed) : Bits.Random(length, seed);
    }
}
