namespace Slipway.Kernels.Tests;

public class SparseGemmTests
{
    private const int Features = 41;

    public static TheoryData<KernelPath> Paths => TestPaths.VectorData;

    [Theory]
    [MemberData(nameof(Paths))]
    public void Multiply_GivenAnyWidth_MatchesReference(KernelPath path)
    {
        for (int n = 0; n <= 140; n++)
        {
            Csr x = new(13, n);
            float[] w = Bits.Random(Features * (n + 1), 3), bias = Bits.Random(n, 4);
            float[] expected = Bits.Random((13 * (n + 2)) + 1, 5), actual = [.. expected];
            var epilogue = new GemmEpilogue(bias, (Activation)(n % 5));
            SparseGemm.Multiply(KernelPath.Scalar, x.Rows, n, w, n + 1, expected.AsSpan(1), n + 2, n % 2 == 0, epilogue, 1);
            SparseGemm.Multiply(path, x.Rows, n, w, n + 1, actual.AsSpan(1), n + 2, n % 2 == 0, epilogue, 1);
            Bits.AssertSame(expected, actual, $"{n} columns");
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void AccumulateGradient_GivenAnyWidth_MatchesReference(KernelPath path)
    {
        for (int n = 0; n <= 140; n++)
        {
            Csr x = new(13, n);
            float[] dy = Bits.Random(13 * (n + 1), 3), expected = Bits.Random(Features * (n + 2), 5), actual = [.. expected];
            SparseGemm.AccumulateGradient(KernelPath.Scalar, x.Rows, n, dy, n + 1, expected, n + 2);
            SparseGemm.AccumulateGradient(path, x.Rows, n, dy, n + 1, actual, n + 2);
            Bits.AssertSame(expected, actual, $"{n} columns");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Products_GivenDenseOracle_Agree(int n)
    {
        Csr x = new(13, 5);
        float[] dense = x.Dense(), w = Bits.Random(Features * n, 3), dy = Bits.Random(13 * n, 4);
        float[] y = new float[13 * n], dw = new float[Features * n];

        SparseGemm.Multiply(x.Rows, n, w, n, y, n);
        SparseGemm.AccumulateGradient(x.Rows, n, dy, n, dw, n);

        for (int i = 0; i < 13; i++)
        {
            for (int j = 0; j < n; j++)
                Assert.Equal(Enumerable.Range(0, Features).Sum(f => (double)dense[(i * Features) + f] * w[(f * n) + j]), y[(i * n) + j], 2e-5);
        }
        for (int f = 0; f < Features; f++)
        {
            for (int j = 0; j < n; j++)
                Assert.Equal(Enumerable.Range(0, 13).Sum(i => (double)dense[(i * Features) + f] * dy[(i * n) + j]), dw[(f * n) + j], 2e-5);
        }
    }

    [Fact]
    public void Multiply_GivenManyThreads_ChangesNoBit()
    {
        Csr x = new(5000, 2);
        float[] w = Bits.Random(Features * 64, 1), one = new float[5000 * 64], many = new float[5000 * 64];
        SparseGemm.Multiply(x.Rows, 64, w, 64, one, 64, maxThreads: 1);
        SparseGemm.Multiply(x.Rows, 64, w, 64, many, 64, maxThreads: 4);
        Bits.AssertSame(one, many);
    }

    [Fact]
    public void Multiply_GivenSliceWithBase_ReadsTheSameRows()
    {
        Csr x = new(20, 9);
        float[] w = Bits.Random(Features * 3, 1), whole = new float[60], sliced = new float[15], based = new float[15];
        SparseGemm.Multiply(x.Rows, 3, w, 3, whole, 3);

        ReadOnlySpan<int> offsets = x.Offsets.AsSpan(5, 6);
        SparseGemm.Multiply(new CsrRows(Features, offsets, x.Columns, x.Values), 3, w, 3, sliced, 3);
        SparseGemm.Multiply(
            new CsrRows(Features, offsets, x.Columns.AsSpan(offsets[0]), x.Values.AsSpan(offsets[0]), offsets[0]), 3, w, 3, based, 3);

        Bits.AssertSame(whole.AsSpan(15, 15), sliced);
        Bits.AssertSame(whole.AsSpan(15, 15), based);
    }

    [Theory]
    [InlineData("offsets", new[] { 0, 2, 1 }, new[] { 0, 1 })]
    [InlineData("offsets", new[] { 0, 1, 3 }, new[] { 0, 1 })]
    [InlineData("offsets", new[] { -1, 1, 2 }, new[] { 0, 1 })]
    [InlineData("columns", new[] { 0, 1, 2 }, new[] { 0, 3 })]
    [InlineData("columns", new[] { 0, 1, 2 }, new[] { -1, 0 })]
    [InlineData("values", new[] { 0, 1, 1 }, new[] { 0 })]
    public void CsrRows_GivenWrongSpan_NamesIt(string name, int[] offsets, int[] columns) =>
        Assert.Equal(name, Assert.Throws<ArgumentException>(() => new CsrRows(3, offsets, columns, new float[2])).ParamName);

    [Fact]
    public void Multiply_GivenTooFewWeights_NamesThem() =>
        Assert.Equal(
            "w",
            Assert.Throws<ArgumentException>(() => SparseGemm.Multiply(new Csr(2, 1).Rows, 2, new float[(Features * 2) - 1], 2, new float[4], 2)).ParamName);

    /// <summary>Random rows, some of them empty, with a repeated column now and then.</summary>
    private sealed class Csr
    {
        public Csr(int rows, int seed)
        {
            var random = new Random(seed);
            List<int> offsets = [0], columns = [];
            for (int i = 0; i < rows; i++)
            {
                int entries = random.Next(4) == 0 ? 0 : random.Next(12);
                columns.AddRange(Enumerable.Range(0, entries).Select(_ => random.Next(Features)));
                offsets.Add(columns.Count);
            }
            (Offsets, Columns, Values) = ([.. offsets], [.. columns], Bits.Random(columns.Count, seed));
        }

        public int[] Offsets { get; }

        public int[] Columns { get; }

        public float[] Values { get; }

        public CsrRows Rows => new(Features, Offsets, Columns, Values);

        public float[] Dense()
        {
            float[] dense = new float[(Offsets.Length - 1) * Features];
            for (int i = 0; i + 1 < Offsets.Length; i++)
            {
                for (int e = Offsets[i]; e < Offsets[i + 1]; e++)
                    dense[(i * Features) + Columns[e]] += Values[e];
            }
            return dense;
        }
    }
}
