using Apache.Arrow;

namespace Slipway.Data.Tests;

public sealed class ParquetPruningTests : IDisposable
{
    private const int RowsOfGroup = 20_480;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_GivenWantedColumns_ReadsOnlyTheirBytes()
    {
        // given
        var bytes = Table();

        // when
        var (all, allBytes) = Read(new ParquetFormat(), bytes, null);
        var (one, oneBytes) = Read(new ParquetFormat(), bytes, ["text"]);

        // then
        Assert.Equal(all.Select(r => r[2]), one.Select(r => r[0]));
        Assert.True(oneBytes < allBytes / 2, $"{oneBytes} of {allBytes} bytes were read");
    }

    [Theory]
    [InlineData("a between 25000 and 30000")]
    [InlineData("text = 'group 3'")]
    [InlineData("day = 18264 and a >= 70000")]
    public void Open_GivenFilters_GivesExactlyTheMatchingRowsAndReadsOnlyTheirRowGroups(string condition)
    {
        // given
        var bytes = Table();
        ColumnFilter[] filters = condition[0] switch
        {
            'a' => [ColumnFilter.Between("a", 25_000, 30_000)],
            't' => [ColumnFilter.EqualTo("text", "group 3")],
            _ => [ColumnFilter.EqualTo("day", 18_264), ColumnFilter.AtLeast("a", 70_000)],
        };

        // when
        var (all, allBytes) = Read(new ParquetFormat(), bytes, null);
        var (some, someBytes) = Read(new ParquetFormat { Filters = filters }, bytes, null);

        // then
        var expected = all.Where(r => condition[0] switch
        {
            'a' => (double)r[0]! is >= 25_000 and <= 30_000,
            't' => (string)r[2]! == "group 3",
            _ => (double)r[3]! == 18_264 && (double)r[0]! >= 70_000,
        }).ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, some);
        Assert.True(someBytes < allBytes / 2, $"{someBytes} of {allBytes} bytes were read");
    }

    [Fact]
    public void Open_GivenFilterOnAColumnThatIsNotWanted_StillFiltersByIt()
    {
        // given
        var bytes = Table();

        // when
        var (rows, _) = Read(new ParquetFormat { Filters = [ColumnFilter.AtMost("a", 2)] }, bytes, ["text"]);

        // then
        Assert.Equal([["group 0"], ["group 0"], ["group 0"]], rows);
    }

    [Fact]
    public void Open_GivenFilterThatNothingMatches_GivesNoRows()
    {
        // given, when
        var (rows, _) = Read(new ParquetFormat { Filters = [ColumnFilter.AtLeast("a", 1e9)] }, Table(), null);

        // then
        Assert.Empty(rows);
    }

    [Fact]
    public void Open_GivenWrongFilters_NamesAllProblems()
    {
        // given
        var format = new ParquetFormat { Filters = [ColumnFilter.AtLeast("absent", 1), ColumnFilter.EqualTo("a", "x"), ColumnFilter.AtMost("text", 1)] };

        // when
        var error = Assert.Throws<DataFormatException>(() => Read(format, Table(), null));

        // then
        Assert.Contains("'absent'", error.Message);
        Assert.Contains("'a' compares text", error.Message);
        Assert.Contains("'text' compares numbers", error.Message);
    }

    [Fact]
    public void Between_GivenBoundsInTheWrongOrder_Throws()
    {
        // given, when
        var error = Assert.Throws<ArgumentException>(() => ColumnFilter.Between("x", 2, 1));

        // then
        Assert.Contains("from 2 to 1", error.Message);
    }

    [Fact]
    public void Channel_GivenRoles_GivesTheSameRowsWithAndWithoutPruning()
    {
        // given
        var path = _folder["table.parquet"];
        File.WriteAllBytes(path, Table());
        var channel = DataChannel.FromParquet(path);

        // when
        var pruned = Rows.Of(channel.WithFeatures("text", "a").WithLabel(1).Skip(5).Take(50_000).Shard(1, 3).Split(0.5, 3).Train);
        var unpruned = Rows.Of(channel.WithFeatures("text", "a").WithLabel(1).Shuffle(1, bufferRows: 2, bufferBytes: 1).Take(50));
        var whole = Rows.Of(channel.Skip(5).Take(50_000).Shard(1, 3).Split(0.5, 3).Train);

        // then
        Assert.Equal(whole.Select(r => new[] { r[2], r[0], r[1] }), pruned);
        Assert.Equal(3, unpruned[0].Length);
    }

    // Five row groups of sorted numbers.
    private byte[] Table()
    {
        var path = _folder["source.parquet"];
        Duck.Run($"""
            copy (select i::double as a, random() as b, 'group ' || (i // {RowsOfGroup}) as text, date '2020-01-01' + (i // 30000)::int as day
            from range({5 * RowsOfGroup}) t(i)) to '{path}' (format parquet, row_group_size {RowsOfGroup}, compression uncompressed)
            """);
        return File.ReadAllBytes(path);
    }

    private static (List<object?[]> Rows, long Bytes) Read(ParquetFormat format, byte[] bytes, string[]? columns)
    {
        var stream = new CountingStream(bytes);
        var source = new FormatSource("memory", () => new MemoryStream(bytes)) { OpenSeekableStream = () => stream, Columns = columns };
        var schema = format.Infer(source with { OpenSeekableStream = () => new MemoryStream(bytes) });
        using var reader = format.Open(source, schema);
        return (Rows.Of(reader), stream.BytesRead);
    }
}
