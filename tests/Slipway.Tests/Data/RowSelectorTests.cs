using CsCheck;
using Slipway.Data;

namespace Slipway.Tests.Data;

public class RowSelectorTests
{
    [Fact]
    public void Copy_GivenAnyRowsOfAnyType_MatchesCellByCell() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[0, 1000], Gen.Int[0, 12], Gen.Int[0, 39].Array[1, 60]).Sample((rows, seed, offset, picks) =>
        {
            // Given a batch that is itself a slice of a larger one.
            using var whole = Rows.Gallery(rows + offset, seed);
            using var batch = whole.SliceShared(offset, rows);
            var positions = Array.ConvertAll(picks, p => p % rows);
            var all = Rows.Texts(batch).ToList();

            using var taken = RowSelector.Copy(batch, positions);

            Assert.Equal(positions.Select(p => all[p]), Rows.Texts(taken));
            Assert.All(Enumerable.Range(0, taken.ColumnCount), c => Assert.Equal(
                Enumerable.Range(0, taken.Length).Count(i => taken.Column(c).IsNull(i)), taken.Column(c).NullCount));
        }, iter: 300);

    [Fact]
    public void Take_GivenAllRowsInOrder_ReturnsTheSameBatch()
    {
        using var batch = Rows.Gallery(5);

        Assert.Same(batch, RowSelector.Take(batch, [0, 1, 2, 3, 4]));
    }

    [Fact]
    public void Copy_GivenARun_SharesMemory()
    {
        using var batch = Rows.Gallery(10);

        using var run = RowSelector.Copy(batch, [3, 4, 5]);

        Assert.True(run.Column(0).Data.Buffers[1].Span.Overlaps(batch.Column(0).Data.Buffers[1].Span));
        Assert.Equal(Rows.Texts(batch).Skip(3).Take(3), Rows.Texts(run));
    }

    [Fact]
    public void Join_GivenSlices_GivesAllRowsInOrder()
    {
        using var whole = Rows.Gallery(30, seed: 5);
        var expected = Rows.Texts(whole).Skip(2).Take(21).ToList();

        using var joined = BatchConcatenation.Join([whole.SliceShared(2, 9), whole.SliceShared(11, 1), whole.SliceShared(12, 11)]);

        Assert.Equal(expected, Rows.Texts(joined));
    }

    [Fact]
    public void InBytes_GivenABatchInPieces_AddsUp()
    {
        using var whole = Rows.Gallery(64);
        using var left = whole.SliceShared(0, 32);
        using var right = whole.SliceShared(32, 32);

        // Each variable-width column (text, two lists) has one more offset of 4 bytes in two pieces than in one.
        Assert.Equal(BatchSize.InBytes(whole) + (3 * 4), BatchSize.InBytes(left) + BatchSize.InBytes(right));
        Assert.True(BatchSize.InBytes(whole) > 64 * 50, "The fixed-width columns alone take more than 50 bytes a row.");
    }
}
