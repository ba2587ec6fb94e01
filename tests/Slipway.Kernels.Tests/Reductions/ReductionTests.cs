namespace Slipway.Kernels.Tests;

public class ReductionTests
{
    public static TheoryData<KernelPath> Paths => TestPaths.VectorData;

    [Theory]
    [MemberData(nameof(Paths))]
    public void DotProduct_GivenLengths0To257_MatchesReference(KernelPath path)
    {
        for (int length = 0; length <= 257; length++)
        {
            float[] x = Bits.Random(length + 1, length), y = Bits.Random(length + 1, length + 1000);
            Assert.True(Bits.Same(Dot.Product(KernelPath.Scalar, x.AsSpan(1), y.AsSpan(1)), Dot.Product(path, x.AsSpan(1), y.AsSpan(1))));
            Assert.Equal(
                BitConverter.DoubleToInt64Bits(Dot.ProductDouble(KernelPath.Scalar, x.AsSpan(1), y.AsSpan(1))),
                BitConverter.DoubleToInt64Bits(Dot.ProductDouble(path, x.AsSpan(1), y.AsSpan(1))));
        }
    }

    [Fact]
    public void DotProduct_GivenLongVectors_IsNearDoubleOracle()
    {
        float[] x = Bits.Random(100_003, 1), y = Bits.Random(100_003, 2);
        double exact = 0, magnitude = 0, squares = 0;
        for (int i = 0; i < x.Length; i++)
        {
            exact += (double)x[i] * y[i];
            magnitude += Math.Abs((double)x[i] * y[i]);
            squares += (double)x[i] * x[i];
        }
        Assert.Equal(exact, Dot.Product(x, y), 1e-5 * magnitude);
        Assert.Equal(exact, Dot.ProductDouble(x, y), 1e-12 * magnitude);
        Assert.Equal(squares, SumOfSquares.Of(x), 1e-12 * squares);
    }

    [Fact]
    public void SumOfSquares_GivenValuesWhoseSquaresOverflowFloat_StaysFinite() =>
        Assert.Equal(3 * Math.Pow((double)1e30f, 2), SumOfSquares.Of([1e30f, 1e30f, -1e30f]), 1e46);

    [Theory]
    [MemberData(nameof(Paths))]
    public void AxpyAndScale_GivenLengths0To257_MatchReference(KernelPath path)
    {
        for (int length = 0; length <= 257; length++)
        {
            float[] x = Bits.RandomWithSpecial(length, length), y = Bits.RandomWithSpecial(length, length + 1);
            float[] expected = x.Zip(y, (a, b) => MathF.FusedMultiplyAdd(1.7f, a, b)).ToArray();
            Axpy.Apply(path, 1.7f, x, y);
            Bits.AssertSame(expected, y, $"axpy of length {length}");

            float[] scaled = Array.ConvertAll(x, a => a * -0.3f);
            Scale.Apply(path, -0.3f, x);
            Bits.AssertSame(scaled, x, $"scale of length {length}");
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void ArgMax_GivenLengths0To257_FindsTheFirstLargest(KernelPath path)
    {
        for (int length = 0; length <= 257; length++)
        {
            // Few distinct values, so that the largest repeats; NaN strewn in.
            float[] x = Array.ConvertAll(Bits.RandomWithSpecial(length, length), a => float.IsNaN(a) ? a : MathF.Round(a * 3));
            int expected = -1;
            for (int i = length - 1; i >= 0; i--)
            {
                if (!float.IsNaN(x[i]) && (expected < 0 || x[i] >= x[expected]))
                    expected = i;
            }
            Assert.Equal(expected, ArgMax.Of(path, x));
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void ArgMax_GivenNothingButNaNOrInfinity_SaysSo(KernelPath path)
    {
        float[] nan = Enumerable.Repeat(float.NaN, 100).ToArray();
        Assert.Equal(-1, ArgMax.Of(path, nan));
        nan[77] = float.NegativeInfinity;
        Assert.Equal(77, ArgMax.Of(path, nan));
    }

    [Fact]
    public void ArgMaxRows_GivenMatrix_FindsEachRow()
    {
        int[] indices = new int[3];
        ArgMax.Rows(3, 2, [1f, 2f, 4f, 3f, 5f, 5f], indices);
        Assert.Equal([1, 0, 0], indices);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void ColumnSums_GivenAnyShape_MatchesReference(KernelPath path)
    {
        for (int n = 0; n <= 140; n++)
        {
            foreach (int m in new[] { 0, 1, 5 })
            {
                float[] x = Bits.Random((m * (n + 2)) + 1, n), expected = Bits.Random(n, 3), actual = [.. expected];
                ColumnSums.Compute(KernelPath.Scalar, m, n, x.AsSpan(1), n + 2, expected, accumulate: n % 2 == 0);
                ColumnSums.Compute(path, m, n, x.AsSpan(1), n + 2, actual, accumulate: n % 2 == 0);
                Bits.AssertSame(expected, actual, $"{m} x {n}");
            }
        }
    }

    [Fact]
    public void ColumnSums_GivenMatrix_AddsRows()
    {
        float[] sums = [100f, 100f];
        ColumnSums.Compute(2, 2, [1f, 2f, -9f, 3f, 4f], 3, sums);
        Assert.Equal([4f, 6f], sums);
        ColumnSums.Compute(2, 2, [1f, 2f, -9f, 3f, 4f], 3, sums, accumulate: true);
        Assert.Equal([8f, 12f], sums);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void ScaleShift_GivenAnyShape_MatchesReference(KernelPath path)
    {
        for (int n = 0; n <= 70; n++)
        {
            float[] x = Bits.Random(3 * (n + 1), n), shift = Bits.Random(n, 1), scale = Bits.Random(n, 2), actual = [.. x];
            for (int i = 0; i < 3 * n; i++)
            {
                int at = (i / n * (n + 1)) + (i % n);
                x[at] = (x[at] - shift[i % n]) * scale[i % n];
            }
            ScaleShift.Apply(path, 3, n, actual, n + 1, shift, scale);
            Bits.AssertSame(x, actual, $"{n} columns");
        }
    }
}
