namespace Slipway.Kernels.Tests;

public class SelectionTests
{
    public static TheoryData<KernelPath> Paths => TestPaths.VectorData;

    [Theory]
    [MemberData(nameof(Paths))]
    public void ArgMin_GivenOddShapesAndSpecialValues_MatchesAPlainLoop(KernelPath path)
    {
        for (int rows = 0; rows <= 9; rows++)
        {
            for (int columns = 0; columns <= 257; columns++)
            {
                int ldx = columns + (rows % 3);
                float[] x = Bits.RandomWithSpecial(rows * ldx, (rows * 1000) + columns);
                var byRow = (Index: new int[rows], Value: new float[rows]);
                var byColumn = (Index: new int[columns], Value: new float[columns]);

                ArgMin.Rows(path, rows, columns, x, ldx, byRow.Index, byRow.Value);
                ArgMin.Columns(path, rows, columns, x, ldx, byColumn.Index, byColumn.Value);

                for (int i = 0; i < rows; i++)
                    AssertSmallest([.. Enumerable.Range(0, columns).Select(j => x[(i * ldx) + j])], byRow.Index[i], byRow.Value[i]);
                for (int j = 0; j < columns; j++)
                    AssertSmallest([.. Enumerable.Range(0, rows).Select(i => x[(i * ldx) + j])], byColumn.Index[j], byColumn.Value[j]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void ArgMin_GivenEqualElements_FindsTheFirst(KernelPath path)
    {
        int[] index = new int[1];
        float[] value = new float[1];
        for (int first = 0; first < 40; first++)
        {
            float[] x = Enumerable.Repeat(5f, 100).ToArray();
            x[first] = x[first + 3] = x[first + 16] = x[first + 55] = 2f;

            ArgMin.Rows(path, 1, 100, x, 100, index, value);

            Assert.Equal(first, index[0]);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Collect_GivenLengthsStartsAndSmallBuffers_FindsEveryElementInOrder(KernelPath path)
    {
        for (int length = 0; length <= 300; length++)
        {
            float[] x = Bits.RandomWithSpecial(length, length);
            int[] expected = [.. Enumerable.Range(0, length).Where(i => x[i] <= -0.6f)];
            foreach (int capacity in new[] { 1, 3, 300 })
            {
                List<int> found = [];
                int[] positions = new int[capacity];
                int at = 0;
                while (at < length)
                {
                    int count = TopK.Collect(path, x, at, -0.6f, positions, out int next);
                    found.AddRange(positions[..count]);
                    Assert.True(next > at, $"no progress at {at} of {length}");
                    at = next;
                }

                Assert.Equal(expected, found);
            }
        }
    }

    [Fact]
    public void Partition_GivenAnyKeys_PutsTheSmallestFirstWithTheirItems()
    {
        for (int length = 1; length <= 120; length++)
        {
            float[] keys = [.. Bits.Random(length, length).Select(v => MathF.Round(v * (1 + (length % 40))))]; // many equal ones
            for (int k = 1; k <= length; k += 1 + (length / 7))
            {
                float[] moved = [.. keys];
                int[] items = [.. Enumerable.Range(0, length)];

                float last = TopK.Partition(moved, items, k);

                float[] sorted = [.. keys.Order()];
                Assert.Equal(sorted[k - 1], last);
                Assert.Equal(sorted[..k], moved[..k].Order());
                Assert.Equal(Enumerable.Range(0, length), items.Order());
                Assert.All(items.Zip(moved), p => Assert.Equal(keys[p.First], p.Second));
            }
        }
    }

    [Fact]
    public void Kernels_GivenArgumentsThatDoNotFit_SayWhich()
    {
        Assert.Equal("values", Assert.Throws<ArgumentException>(() => ArgMin.Rows(2, 3, new float[6], 3, new int[2],
            new float[1])).ParamName);
        Assert.Equal("x", Assert.Throws<ArgumentException>(() => ArgMin.Columns(2, 3, new float[5], 3, new int[3],
            new float[3])).ParamName);
        Assert.Equal("start", Assert.Throws<ArgumentException>(() => TopK.Collect(new float[2], 3, 0, new int[1], out _)).ParamName);
        Assert.Equal("keys", Assert.Throws<ArgumentException>(() => TopK.Partition(new float[2], new int[2], 3)).ParamName);
    }

    private static void AssertSmallest(float[] x, int index, float value)
    {
        int expected = -1;
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] < (expected < 0 ? float.PositiveInfinity : x[expected]))
                expected = i;
        }

        Assert.Equal(expected, index);
        Assert.True(Bits.Same(expected < 0 ? float.PositiveInfinity : x[expected], value));
    }
}
