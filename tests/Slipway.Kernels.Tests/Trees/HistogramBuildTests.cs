namespace Slipway.Kernels.Tests.Trees;

public unsafe class HistogramBuildTests
{
    [Theory]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(2, 257)]
    [InlineData(2, 4096)]
    [InlineData(2, 5001)]
    [InlineData(1, 100)]
    [InlineData(5, 257)]
    public void AddClasses_GivenFourColumnsOrOne_AddsWhatPlainLoopsAdd(int classes, int count)
    {
        var random = new Random(classes + count);
        const int Bins = 7;
        var data = Math.Max(300, count);
        var columns = Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, data).Select(_ => (byte)random.Next(Bins)).ToArray()).ToArray();
        long[] values = [.. Enumerable.Range(0, data).Select(_ => random.NextInt64(1L << 40))];
        int[] labels = [.. Enumerable.Range(0, data).Select(_ => random.Next(classes))];
        int[] rows = [.. Enumerable.Range(0, count).Select(_ => random.Next(data))];
        foreach (var all in new[] { false, true })
        {
            var sums = Enumerable.Range(0, 5).Select(_ => new long[Bins * classes]).ToArray();
            fixed (byte* a = columns[0], b = columns[1], c = columns[2], d = columns[3])
            fixed (int* r = rows, k = labels)
            fixed (long* v = values, h0 = sums[0], h1 = sums[1], h2 = sums[2], h3 = sums[3], single = sums[4])
            {
                HistogramBuild.AddClasses(a, b, c, d, all ? null : r, count, v, k, classes, h0, h1, h2, h3);
                HistogramBuild.AddClasses(c, all ? null : r, count, v, k, classes, single);
            }

            for (var column = 0; column < 4; column++)
            {
                var expected = new long[Bins * classes];
                for (var i = 0; i < count; i++)
                {
                    var row = all ? i : rows[i];
                    expected[(columns[column][row] * classes) + labels[row]] += values[row];
                }

                Assert.Equal(expected, sums[column]);
            }

            Assert.Equal(sums[2], sums[4]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(257)]
    [InlineData(5001)]
    public void AddKeys_GivenAllRowsOrSome_AddsWhatPlainLoopsAdd(int count)
    {
        var random = new Random(count);
        const int Keys = 300;
        var data = Math.Max(300, count);
        ushort[] keys = [.. Enumerable.Range(0, 4 * data).Select(_ => (ushort)random.Next(Keys))];
        long[] values = [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(-(1L << 40), 1L << 40))];
        int[] rows = [.. Enumerable.Range(0, count).Select(_ => random.Next(data))];
        foreach (var all in new[] { false, true })
        {
            var sums = Enumerable.Range(0, 4).Select(_ => new long[Keys]).ToArray();
            fixed (ushort* k = keys)
            fixed (int* r = rows)
            fixed (long* v = values, h0 = sums[0], h1 = sums[1], h2 = sums[2], h3 = sums[3])
            {
                HistogramBuild.AddKeys(k, all ? null : r, count, v, h0, h1, h2, h3);
            }

            for (var c = 0; c < 4; c++)
            {
                var expected = new long[Keys];
                for (var i = 0; i < count; i++)
                    expected[keys[(4 * (all ? i : rows[i])) + c]] += values[i];

                Assert.Equal(expected, sums[c]);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(257)]
    public void Subtract_GivenOneChild_LeavesTheOther(int length)
    {
        var random = new Random(length);
        long[] one = [.. Enumerable.Range(0, length).Select(_ => random.NextInt64())];
        long[] other = [.. Enumerable.Range(0, length).Select(_ => random.NextInt64())];
        long[] parent = [.. one.Zip(other, (a, b) => unchecked(a + b))];

        HistogramBuild.Subtract(parent, one);

        Assert.Equal(other, parent);
    }

    [Fact]
    public void AddPairs_GivenRows_AddsBothSums()
    {
        byte[] bins = [0, 1, 1, 0];
        long[] pairs = [1, 10, 2, 20, 3, -30, 4, 40];
        int[] rows = [1, 2, 3];
        var sums = new long[4];
        fixed (byte* b = bins)
        fixed (int* r = rows)
        fixed (long* p = pairs, h = sums)
        {
            HistogramBuild.AddPairs(b, r, rows.Length, p, h);
        }

        Assert.Equal([4, 40, 5, -10], sums);
    }
}
