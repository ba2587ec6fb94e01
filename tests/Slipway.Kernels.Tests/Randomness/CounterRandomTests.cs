namespace Slipway.Kernels.Tests;

public class CounterRandomTests
{
    public static TheoryData<KernelPath> Paths => TestPaths.VectorData;

    // Known answers of the authors' own implementation (Random123, kat_vectors, philox4x32 10).
    [Theory]
    [InlineData(0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_GivenPublishedCounters_GivesPublishedWords(
        uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint w0, uint w1, uint w2, uint w3) =>
        Assert.Equal((w0, w1, w2, w3), Philox.Reference(c0, c1, c2, c3, k0, k1));

    [Theory]
    [MemberData(nameof(Paths))]
    public void FillUniform_GivenAnyStartAndLength_MatchesReference(KernelPath path)
    {
        foreach (ulong counter in new ulong[] { 0, 1, 63, 64, 77, (1UL << 34) - 70, ulong.MaxValue - 300 })
        {
            for (int length = 0; length <= 257; length += length < 70 ? 1 : 17)
            {
                float[] expected = new float[length + 1], actual = new float[length + 1];
                CounterRandom.FillUniform(KernelPath.Scalar, 42, 1UL << 33, counter, expected.AsSpan(1), -2f, 3f);
                CounterRandom.FillUniform(path, 42, 1UL << 33, counter, actual.AsSpan(1), -2f, 3f);
                Bits.AssertSame(expected, actual, $"{length} from {counter}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void FillNormal_GivenAnyLength_MatchesReference(KernelPath path)
    {
        float[] expected = new float[10_000], actual = new float[10_000];
        CounterRandom.FillNormal(KernelPath.Scalar, 1, 2, 3, expected, 0.5f, 2f);
        CounterRandom.FillNormal(path, 1, 2, 3, actual, 0.5f, 2f);
        Bits.AssertSame(expected, actual);
    }

    [Fact]
    public void FillUniform_GivenPieces_GivesTheWhole()
    {
        float[] whole = new float[1000], pieces = new float[1000];
        CounterRandom.FillUniform(7, 8, 9, whole);
        for (int at = 0, length = 1; at < 1000; at += length, length = Math.Min(length + 3, 1000 - at))
            CounterRandom.FillUniform(7, 8, 9 + (ulong)at, pieces.AsSpan(at, length));
        Assert.Equal(whole, pieces);
        Assert.Equal(whole, Enumerable.Range(0, 1000).Select(i => CounterRandom.Uniform(7, 8, 9 + (ulong)i)));
    }

    [Fact]
    public void FillUniform_GivenAMillion_IsUniform()
    {
        float[] x = new float[1 << 20];
        CounterRandom.FillUniform(3, 0, 0, x);
        int[] counts = new int[256];
        foreach (float u in x)
            counts[(int)(u * 256)]++;
        double chiSquare = counts.Sum(c => Math.Pow(c - 4096, 2) / 4096);
        // 255 degrees of freedom: outside by chance once in 10^7; the seed is fixed.
        Assert.InRange(chiSquare, 150, 390);
        Assert.InRange(x.Max(), 0.9999f, 0.99999994f);
    }

    [Fact]
    public void FillNormal_GivenAMillion_HasNormalMomentsAndQuantiles()
    {
        float[] x = new float[1 << 20];
        CounterRandom.FillNormal(3, 1, 0, x);
        Assert.InRange(x.Average(v => (double)v), -0.004, 0.004);
        Assert.InRange(x.Average(v => (double)v * v), 0.993, 1.007);
        Assert.InRange(x.Average(v => Math.Pow(v, 4)), 2.94, 3.06);
        Array.Sort(x);
        Assert.Equal(-2.326348, x[(int)(0.01 * x.Length)], 0.02);
        Assert.Equal(0.674490, x[(int)(0.75 * x.Length)], 0.01);
        Assert.Equal(3.090232, x[(int)(0.999 * x.Length)], 0.05);
    }

    [Fact]
    public void Streams_GivenNeighbours_DoNotCorrelate()
    {
        float[] x = new float[1 << 18], y = new float[1 << 18];
        CounterRandom.FillUniform(3, 1, 0, x, -1f, 1f);
        CounterRandom.FillUniform(3, 2, 0, y, -1f, 1f);
        Assert.InRange(Dot.ProductDouble(x, y) / x.Length * 3, -0.01, 0.01);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void Permutation_GivenAnyLength_IsAPermutation(int length)
    {
        int[] order = new int[length], scalar = new int[length];
        CounterRandom.Permutation(order, 5, 6);
        CounterRandom.Permutation(KernelPath.Scalar, scalar, 5, 6);
        Assert.Equal(scalar, order);
        Assert.Equal(Enumerable.Range(0, length), order.Order());
    }

    [Fact]
    public void Permutation_GivenManyStreams_ReachesEveryOrderEqually()
    {
        int[] order = new int[3];
        var counts = new Dictionary<string, int>();
        for (ulong stream = 0; stream < 6000; stream++)
        {
            CounterRandom.Permutation(order, 11, stream);
            string key = string.Join(' ', order);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, c => Assert.InRange(c, 850, 1150));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Dropout_GivenAnyStart_MatchesReferenceAndMask(KernelPath path)
    {
        for (int length = 0; length <= 257; length++)
        {
            float[] x = Bits.RandomWithSpecial(length, length), expected = [.. x], actual = [.. x], masked = [.. x], mask = new float[length];
            Dropout.Apply(KernelPath.Scalar, 1, 2, (ulong)length, 0.4f, expected);
            Dropout.Apply(path, 1, 2, (ulong)length, 0.4f, actual);
            Dropout.Apply(1, 2, (ulong)length, 0.4f, masked, mask);
            Bits.AssertSame(expected, actual);
            Bits.AssertSame(expected, masked);
            for (int i = 0; i < length; i++)
                Assert.True(mask[i] == 0 ? expected[i] == 0 : Bits.Same(expected[i], x[i] * mask[i]));
        }
    }

    [Fact]
    public void Dropout_GivenRate_DropsThatShareAndKeepsTheMean()
    {
        float[] x = new float[1 << 18];
        Array.Fill(x, 1f);
        Dropout.Apply(1, 2, 0, 0.25f, x);
        Assert.InRange(x.Count(v => v == 0) / (double)x.Length, 0.245, 0.255);
        Assert.InRange(x.Average(), 0.993, 1.007);
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1f)]
    [InlineData(float.NaN)]
    public void Dropout_GivenRateOutOfRange_NamesIt(float rate) =>
        Assert.Equal("rate", Assert.Throws<ArgumentException>(() => Dropout.Apply(1, 2, 3, rate, new float[4])).ParamName);
}
