using Apache.Arrow;
using Apache.Arrow.Types;
using Slipway.Data;

namespace Slipway.Tests.Data.Writing;

public sealed class ArrowFormatTests
{
    private static readonly FixedSizeListType Pair = new(new Field("item", FloatType.Default, false), 2);

    private static readonly Schema Table = new(
        [new("d", DoubleType.Default, true), new("s", StringType.Default, true), new("i", Int32Type.Default, true), new("b", BooleanType.Default, true), new("v", Pair, true)], null);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void CreateWriter_GivenRows_ReadsThemBackWithTheirTypes(bool streaming)
    {
        // given
        var format = new ArrowFormat { Streaming = streaming };
        using var batch = Rows(9);

        // when
        var bytes = WrittenRows.Write(format, Table, batch, batch);

        // then
        Assert.Equal([.. WrittenRows.Of(batch), .. WrittenRows.Of(batch)], WrittenRows.Read(new ArrowFormat(), bytes));
        using var reader = new ArrowFormat().Open(Source(bytes), Table);
        Assert.Equal(Table.FieldsList.Select(f => f.DataType.TypeId), reader.Schema.FieldsList.Select(f => f.DataType.TypeId));
    }

    [Fact]
    public void CreateWriter_GivenFile_ApacheArrowReadsIt()
    {
        // given
        using var batch = Rows(5);
        var bytes = WrittenRows.Write(new ArrowFormat(), Table, batch);

        // when
        using var reader = new Apache.Arrow.Ipc.ArrowFileReader(new MemoryStream(bytes));
        using var read = reader.ReadNextRecordBatch();

        // then
        Assert.Equal(WrittenRows.Of(batch), WrittenRows.Of(read));
    }

    [Fact]
    public void Open_GivenLargeBatch_GivesItInShares()
    {
        // given
        using var batch = Rows(100);
        var bytes = WrittenRows.Write(new ArrowFormat(), Table, batch);

        // when
        using var reader = new ArrowFormat().Open(Source(bytes) with { BatchRows = 30 }, Table);
        var lengths = new List<int>();
        var rows = new List<string>();
        while (reader.Read() is { } share)
        {
            using (share)
            {
                lengths.Add(share.Length);
                rows.AddRange(WrittenRows.Of(share));
            }
        }

        // then
        Assert.Equal([30, 30, 30, 10], lengths);
        Assert.Equal(WrittenRows.Of(batch), rows);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_GivenFileCutAtEveryLength_ThrowsDataFormatException(bool streaming)
    {
        // given
        using var batch = Rows(5);
        var bytes = WrittenRows.Write(new ArrowFormat { Streaming = streaming }, Table, batch, batch);

        // when, then
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<DataFormatException>(() => WrittenRows.Read(new ArrowFormat(), bytes[..length]));
        }
    }

    [Fact]
    public void Open_GivenDamagedBytes_ThrowsNothingButDataFormatExceptionAndTakesLittleMemory()
    {
        // given
        using var batch = Rows(20);
        var bytes = WrittenRows.Write(new ArrowFormat(), Table, batch);
        var random = new Random(1);
        var refused = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();

        // when
        for (var i = 0; i < 3000; i++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[random.Next(damaged.Length)] = random.Next(2) == 0 ? (byte)0xff : (byte)random.Next(256);
            try
            {
                using var reader = new ArrowFormat().Open(Source(damaged), new ArrowFormat().Infer(Source(damaged)));
                while (reader.Read() is { } share)
                {
                    share.Dispose();
                }
            }
            catch (DataFormatException)
            {
                refused++;
            }
        }

        // then
        Assert.True(refused > 300, $"{refused} were refused");
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 3000, 0, 1_000_000);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("FEA1....FEA1", "version 1")]
    [InlineData("a,b\n1,2\n", "ARROW1")]
    public void Infer_GivenNoArrowFile_SaysWhatIsWrong(string content, string expected)
    {
        // given
        var source = Source(System.Text.Encoding.ASCII.GetBytes(content));

        // when
        var error = Assert.Throws<DataFormatException>(() => new ArrowFormat().Infer(source));

        // then
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Open_GivenOtherColumns_NamesBothFiles()
    {
        // given
        using var batch = Rows(2);
        var source = Source(WrittenRows.Write(new ArrowFormat(), Table, batch)) with { SchemaOrigin = "first.arrow" };
        var other = new Schema([new("d", Int32Type.Default, true)], null);

        // when
        var error = Assert.Throws<DataFormatException>(() => new ArrowFormat().Open(source, other));

        // then
        Assert.Contains("first.arrow", error.Message);
    }

    private static FormatSource Source(byte[] bytes) => new("memory", () => new MemoryStream(bytes));

    private static RecordBatch Rows(int count)
    {
        var (d, s, i, b) = (new DoubleArray.Builder(), new StringArray.Builder(), new Int32Array.Builder(), new BooleanArray.Builder());
        var items = new FloatArray.Builder();
        for (var row = 0; row < count; row++)
        {
            d.Append(row / 3.0);
            _ = row % 4 == 1 ? s.AppendNull() : s.Append($"text {row}");
            _ = row % 5 == 2 ? i.AppendNull() : i.Append(row);
            b.Append(row % 2 == 0);
            items.AppendRange([row, -row]);
        }

        return new RecordBatch(Table, [d.Build(), s.Build(), i.Build(), b.Build(), new FixedSizeListArray(Pair, count, items.Build(), ArrowBuffer.Empty)], count);
    }
}
