using CsCheck;
using Slipway.Features;

namespace Slipway.Tests.Features;

public class BatchCursorTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MoveNext_GivenShuffle_ReturnsEachRowOnceWithItsValues(bool sparse)
    {
        // Three pools, and a batch size that crosses their borders.
        var data = new RandomRows(1, 150_000, 3, 0.6);
        using var matrix = data.Build(sparse);
        using var cursor = matrix.Batches(7, 2, 999);
        var seen = new bool[data.Rows];
        long batches = 0;

        while (cursor.MoveNext())
        {
            Assert.Equal(batches++, cursor.Position);
            var batch = cursor.Current;
            var values = RandomRows.Densify(batch.Features);
            for (var i = 0; i < batch.Rows; i++)
            {
                var row = (int)batch.Targets[i];
                Assert.False(seen[row]);
                seen[row] = true;
                Assert.Equal(data.Weights[row], batch.Weights[i]);
                Assert.Equal(data.Values.AsSpan(row * 3, 3), values.AsSpan(i * 3, 3));
            }
        }

        Assert.DoesNotContain(false, seen);
        Assert.Equal(cursor.BatchCount, batches);
        Assert.Equal(151, batches);
    }

    [Fact]
    public void Batches_GivenSeedAndEpoch_RepeatsOneOrderAndMixesWell()
    {
        using var matrix = new RandomRows(1, 20_000, 2).Build();

        var first = ReadTargets(matrix, 5, 0, 64);

        Assert.Equal(first, ReadTargets(matrix, 5, 0, 64));
        Assert.Equal(first, ReadTargets(matrix, 5, 0, 1000));
        Assert.NotEqual(first, ReadTargets(matrix, 5, 1, 64));
        Assert.NotEqual(first, ReadTargets(matrix, 6, 0, 64));

        // Rank correlation of position and row: 1 / sqrt(n) = 0.007 is one standard deviation for a uniform permutation.
        var mean = (first.Length - 1) / 2.0;
        var covariance = first.Select((t, i) => (t - mean) * (i - mean)).Sum();
        var variance = Enumerable.Range(0, first.Length).Sum(i => (i - mean) * (i - mean));
        Assert.InRange(covariance / variance, -0.035, 0.035);
    }

    [Fact]
    public void Skip_GivenAnyCount_GoesOnAsIfRead() =>
        Gen.Select(Gen.Int[0, 9000], Gen.Int[1, 700], Gen.Double[0, 1], Gen.Bool, Gen.Bool).Sample(
            (rows, batchSize, share, sparse, shuffle) =>
            {
                using var matrix = new RandomRows(rows, rows, 2, 0.5).Build(sparse);
                var all = ReadTargets(matrix, 3, 4, batchSize, shuffle);
                using var cursor = matrix.Batches(3, 4, batchSize, shuffle);
                var skip = (long)(cursor.BatchCount * share);

                cursor.Skip(skip);

                Assert.Equal(skip - 1, cursor.Position);
                Assert.Equal(all.Skip((int)Math.Min(skip * batchSize, rows)), ReadTargets(cursor));
            },
            iter: 60);

    [Fact]
    public void MoveNext_GivenNoShuffle_ReturnsSlicesWithoutCopying()
    {
        var data = new RandomRows(1, 10_000, 3);
        using var matrix = data.Build();
        using var cursor = matrix.Batches(0, 0, 64, shuffle: false);
        var rows = 0;
        while (cursor.MoveNext())
        {
            var batch = cursor.Current;
            Assert.Equal(data.Values.AsSpan(rows * 3, batch.Rows * 3), batch.Features.Values);
            var chunk = matrix.Chunk(rows / 4096);
            Assert.True(chunk.Features.Values[(rows % 4096 * 3)..].Overlaps(batch.Features.Values), "4096 is a multiple of 64: no batch is copied.");
            rows += batch.Rows;
        }

        Assert.Equal(10_000, rows);
        Assert.Equal(data.Targets, ReadTargets(matrix, 0, 0, 100, shuffle: false));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void MoveNext_GivenWarmBuffers_AllocatesNothing(bool sparse, bool shuffle)
    {
        using var matrix = new RandomRows(1, 30_000, 8, 0.5).Build(sparse);

        // The least of some passes: a collection that another test causes moves this thread's allocation window, which counts as allocation.
        var least = Enumerable.Range(0, 5).Min(_ => AllocatedByAPass(matrix, shuffle));

        Assert.Equal(0, least);
    }

    [Fact]
    public void Current_GivenNoBatch_SaysWhatToCall()
    {
        using var matrix = new RandomRows(1, 10, 2).Build();
        var cursor = matrix.Batches(1, 0, 4);

        Assert.Throws<InvalidOperationException>(() => cursor.Current.Rows);
        Assert.Contains("3 batches", Assert.Throws<ArgumentOutOfRangeException>(() => cursor.Skip(4)).Message, StringComparison.Ordinal);
        cursor.Skip(3);
        Assert.False(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
        cursor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => cursor.MoveNext());
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Batches(1, 0, 0));
    }

    private static long AllocatedByAPass(FeatureMatrix matrix, bool shuffle)
    {
        using var cursor = matrix.Batches(1, 0, 100, shuffle);
        var sum = 0f;
        cursor.MoveNext();
        sum += cursor.Current.Features.Values[0];
        var before = GC.GetAllocatedBytesForCurrentThread();
        while (cursor.MoveNext())
        {
            sum += cursor.Current.Targets[0];
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return float.IsFinite(sum) ? allocated : -1;
    }

    internal static float[] ReadTargets(FeatureMatrix matrix, ulong seed, int epoch, int batchSize, bool shuffle = true)
    {
        using var cursor = matrix.Batches(seed, epoch, batchSize, shuffle);
        return ReadTargets(cursor);
    }

    private static float[] ReadTargets(BatchCursor cursor)
    {
        var targets = new List<float>();
        while (cursor.MoveNext())
        {
            targets.AddRange(cursor.Current.Targets);
        }

        return [.. targets];
    }
}
