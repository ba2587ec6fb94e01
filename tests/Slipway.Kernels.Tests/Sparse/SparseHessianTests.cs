namespace Slipway.Kernels.Tests;

public class SparseHessianTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(37, 16)]
    [InlineData(257, 41)]
    public void AccumulateProduct_GivenDenseOracle_Agrees(int rows, int features)
    {
        var (dense, offsets, columns, values) = Rows(rows, features);
        float[] curvature = [.. Bits.Random(rows, 3).Select(MathF.Abs)], v = Bits.Random(features, 4), start = Bits.Random(features, 5), result = [.. start];
        if (rows > 2)
            curvature[2] = 0;

        double intercept = SparseHessian.AccumulateProduct(new CsrRows(features, offsets, columns, values), curvature, v, 0.5f, result);

        double[] scaled = [.. Enumerable.Range(0, rows).Select(i => curvature[i] * (0.5 + Enumerable.Range(0, features).Sum(j => (double)dense[i, j] * v[j])))];
        Assert.Equal(scaled.Sum(), intercept, 1e-4);
        for (int j = 0; j < features; j++)
            Assert.Equal(start[j] + Enumerable.Range(0, rows).Sum(i => scaled[i] * dense[i, j]), result[j], 2e-4);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(37, 16)]
    [InlineData(257, 41)]
    public void AccumulateUpper_GivenDenseOracle_Agrees(int rows, int features)
    {
        var (dense, offsets, columns, values) = Rows(rows, features);
        float[] curvature = [.. Bits.Random(rows, 3).Select(MathF.Abs)];
        int n = features + 1;
        float[] start = Bits.Random(n * n, 6), hessian = [.. start];

        SparseHessian.AccumulateUpper(new CsrRows(features, offsets, columns, values), curvature, hessian);

        double At(int i, int j) => j == features ? 1 : dense[i, j];
        for (int a = 0; a < n; a++)
        {
            for (int b = 0; b < n; b++)
            {
                double added = b < a ? 0 : Enumerable.Range(0, rows).Sum(i => curvature[i] * At(i, a) * At(i, b));
                Assert.Equal(start[(a * n) + b] + added, hessian[(a * n) + b], 2e-4);
            }
        }
    }

    [Fact]
    public void Products_GivenSliceWithBase_ReadTheSameRows()
    {
        var (_, offsets, columns, values) = Rows(40, 16);
        float[] curvature = [.. Bits.Random(40, 3).Select(MathF.Abs)], v = Bits.Random(16, 4);
        float[] whole = new float[16], sliced = new float[16], matrix = new float[17 * 17], slicedMatrix = new float[17 * 17];
        int first = offsets[30], end = offsets[40];
        var tail = new CsrRows(16, offsets.AsSpan(30, 11), columns.AsSpan(first..end), values.AsSpan(first..end), first);
        float[] onlyTail = [.. curvature.Select((c, i) => i < 30 ? 0 : c)];

        SparseHessian.AccumulateProduct(new CsrRows(16, offsets, columns, values), onlyTail, v, 1, whole);
        SparseHessian.AccumulateProduct(tail, curvature.AsSpan(30), v, 1, sliced);
        SparseHessian.AccumulateUpper(new CsrRows(16, offsets, columns, values), onlyTail, matrix);
        SparseHessian.AccumulateUpper(tail, curvature.AsSpan(30), slicedMatrix);

        Bits.AssertSame(whole, sliced);
        Bits.AssertSame(matrix, slicedMatrix);
    }

    [Fact]
    public void Products_GivenWrongLengths_NameTheArgument()
    {
        var (_, offsets, columns, values) = Rows(4, 3);

        var curvature = Assert.Throws<ArgumentException>(() => SparseHessian.AccumulateProduct(new CsrRows(3, offsets, columns, values), new float[5], new float[3], 0, new float[3]));
        var vector = Assert.Throws<ArgumentException>(() => SparseHessian.AccumulateProduct(new CsrRows(3, offsets, columns, values), new float[4], new float[2], 0, new float[3]));
        var matrix = Assert.Throws<ArgumentException>(() => SparseHessian.AccumulateUpper(new CsrRows(3, offsets, columns, values), new float[4], new float[15]));
        var overlap = Assert.Throws<ArgumentException>(() =>
        {
            float[] same = new float[3];
            SparseHessian.AccumulateProduct(new CsrRows(3, offsets, columns, values), new float[4], same, 0, same);
        });

        Assert.Equal("curvature", curvature.ParamName);
        Assert.Equal("v", vector.ParamName);
        Assert.Equal("hessian", matrix.ParamName);
        Assert.Equal("v", overlap.ParamName);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(70)]
    public void Rows_GivenColumnOutOfRangeAtAnyPlace_AreRejected(int entries)
    {
        for (int at = 0; at < entries; at++)
        {
            foreach (int column in new[] { -1, 9, int.MinValue })
            {
                int[] columns = new int[entries];
                columns[at] = column;
                var error = Assert.Throws<ArgumentException>(() => new CsrRows(9, [0, columns.Length], columns, new float[columns.Length]).Rows);
                Assert.Contains(column.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
            }
        }
    }

    // Rows of 0 to 9 entries, the columns ascending.
    private static (float[,] Dense, int[] Offsets, int[] Columns, float[] Values) Rows(int rows, int features)
    {
        var random = new Random(7);
        var dense = new float[rows, features];
        List<int> offsets = [0], columns = [];
        List<float> values = [];
        for (int i = 0; i < rows; i++)
        {
            foreach (int column in Enumerable.Range(0, features).OrderBy(_ => random.Next()).Take(i % 10).Order())
            {
                dense[i, column] = (random.NextSingle() * 2) - 1;
                columns.Add(column);
                values.Add(dense[i, column]);
            }
            offsets.Add(columns.Count);
        }
        return (dense, [.. offsets], [.. columns], [.. values]);
    }
}
