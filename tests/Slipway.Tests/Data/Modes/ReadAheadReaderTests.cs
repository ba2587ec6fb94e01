using Apache.Arrow;
using Slipway.Data;

namespace Slipway.Tests.Data.Modes;

/// <summary>The pipeline behind InputMode.Pipe.</summary>
public sealed class ReadAheadReaderTests
{
    [Fact]
    public void Read_GivenSlowCaller_HoldsNoMoreThanItMay()
    {
        // given: batches of 8 KiB, and room for four
        using var reader = new ReadAheadReader(Rows.Channel(100 * 1_024, 1_024).Open(), maximumBytes: 4 * 8_192);

        // when
        var rows = 0;
        while (reader.Read() is { } batch)
        {
            rows += batch.Length;
            batch.Dispose();
            Thread.Yield();
        }

        // then
        Assert.Equal(100 * 1_024, rows);
        Assert.InRange(reader.PeakBytes, 8_192, 4 * 8_192);
    }

    [Fact]
    public void Read_GivenBatchLargerThanTheRoom_GivesIt()
    {
        using var reader = new ReadAheadReader(Rows.Channel(5_000, 1_000).Open(), maximumBytes: 1);

        Assert.Equal(5_000, Rows.Read(reader).Count);
    }

    [Fact]
    public void Read_GivenErrorBelow_ThrowsItBehindTheRowsBefore()
    {
        // given
        static IEnumerable<RecordBatch> Batches()
        {
            foreach (var batch in Rows.Ids(30, 10))
            {
                yield return batch;
            }

            throw new DataFormatException("row 31 is bad", "source");
        }

        using var reader = new ReadAheadReader(DataChannel.FromArrow(Rows.IdSchema, Batches).Open());

        // when, then
        for (var i = 0; i < 3; i++)
        {
            using var batch = reader.Read();
            Assert.Equal(10, batch!.Length);
        }

        Assert.Contains("row 31 is bad", Assert.Throws<DataFormatException>(() => reader.Read()).Message, StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => reader.Read());
    }

    [Fact]
    public void Dispose_GivenHalfReadRows_StopsTheThread()
    {
        var opened = 0;
        IEnumerable<RecordBatch> Batches()
        {
            while (true)
            {
                opened++;
                yield return Rows.Ids(100, 100)[0];
            }
        }

        var reader = new ReadAheadReader(DataChannel.FromArrow(Rows.IdSchema, Batches).Open(), maximumBytes: 2_000);
        reader.Read()!.Dispose();
        reader.Dispose();
        var seen = opened;

        Assert.InRange(seen, 1, 10);
        Assert.Equal(seen, opened);
    }
}
