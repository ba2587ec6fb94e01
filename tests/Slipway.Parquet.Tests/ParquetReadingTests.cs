namespace Slipway.Data.Tests;

public sealed class ParquetReadingTests : IDisposable
{
    private const string Mixed = """
        select i::int as i32, (i * 3)::bigint as i64, i::utinyint as u8, (i / 7.0)::double as d, (i / 8.0)::float as f,
          (i % 3 = 0) as flag, 'city ' || (i % 5) as city, 'row ' || (i * 7919) as text, (i / 100.0)::decimal(9, 2) as price,
          (i * 1000003.5)::decimal(30, 4) as wide, date '2020-01-01' + (i % 250)::int as day,
          timestamp '2020-01-01 00:00:00.5' + interval (i) second as stamp, encode('b' || i) as bytes,
          case when i % 4 = 0 then null else i end as gaps, case when i % 9 = 0 then null else 'x' || (i % 3) end as holes,
          [i / 2.0, i, -i]::float[] as v, uuid() as id
        from range(250) t(i)
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Options =>
    [
        "compression snappy", "compression zstd", "compression gzip", "compression uncompressed", "compression lz4_raw", "compression brotli",
        "parquet_version v2, compression zstd", "parquet_version v2, compression uncompressed", "dictionary_size_limit 1",
        "row_group_size 2048, compression snappy",
    ];

    [Theory]
    [MemberData(nameof(Options))]
    public void Open_GivenFileOfDuckDb_ReadsEveryTypeAsDuckDbDoes(string options)
    {
        // given
        var path = _folder["mixed.parquet"];
        Duck.Run($"copy ({Mixed}) to '{path}' (format parquet, {options})");

        // when
        var rows = Rows.Of(DataChannel.FromParquet(path));

        // then
        var expected = Duck.Query($"""
            select i32::double, i64::double, u8::double, d, f, flag, city, text, price::double, wide::double,
              (day - date '1970-01-01')::double, epoch(stamp), hex(bytes), coalesce(gaps::double, 'nan'::double), holes,
              v[1] || ',' || v[2] || ',' || v[3], id::varchar
            from '{path}'
            """);
        Assert.Equal(250, rows.Count);
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < expected[row].Length; column++)
            {
                var want = expected[row][column];
                want = column == 15 ? ((string)want!).Replace(".0,", ",").Replace(".0", "") is var text && text.EndsWith('.') ? text : text : want;
                Assert.True(Equals(want, rows[row][column]), $"row {row}, column {column}: {want} and {rows[row][column]}");
            }
        }
    }

    [Fact]
    public void Open_GivenManyRowGroupsAndLongColumns_ReadsAllRowsInOrder()
    {
        // given
        var path = _folder["long.parquet"];
        Duck.Run($"""
            copy (select i::double as d, case when hash(i) % 10 = 0 then null else i end as gaps, (i % 1000)::int as few,
              repeat('t', (i % 50)::int) as text from range(300000) t(i)) to '{path}' (format parquet, row_group_size 40000)
            """);

        // when
        var rows = Rows.Of(DataChannel.FromParquet(path));

        // then
        var expected = Duck.Query($"select d, coalesce(gaps::double, 'nan'::double), few::double, text from '{path}'");
        Assert.Equal(expected.Count, rows.Count);
        Assert.All(expected.Zip(rows), pair => Assert.Equal(pair.First, pair.Second));
    }

    [Fact]
    public void WithColumn_GivenOtherTypes_ReadsThemExactly()
    {
        // given
        var path = _folder["typed.parquet"];
        Duck.Run($"""
            copy (select 9007199254740993::bigint as id, date '2020-02-29' as day, timestamp '1969-12-31 23:59:59.25' as stamp,
              -12.50::decimal(9, 2) as price, true as flag, 1.5::double as d) to '{path}' (format parquet)
            """);

        // when
        var integers = Rows.Of(DataChannel.FromParquet(path).WithColumn("id", ColumnType.Integer).WithColumn("day", ColumnType.Integer)
            .WithColumn("stamp", ColumnType.Integer).WithColumn("flag", ColumnType.Number));
        var texts = Rows.Of(new[] { "id", "day", "stamp", "price", "flag", "d" }
            .Aggregate(DataChannel.FromParquet(path), (c, name) => c.WithColumn(name, ColumnType.Text)));

        // then
        Assert.Equal([9007199254740993L, 18321L, -750_000L, -12.5, 1.0, 1.5], integers.Single());
        Assert.Equal(["9007199254740993", "2020-02-29", "1969-12-31T23:59:59.25", "-12.50", "true", "1.5"], texts.Single());
    }

    [Fact]
    public void Open_GivenIntegerBeyondDouble_NamesColumnRowGroupAndRemedy()
    {
        // given
        var path = _folder["large.parquet"];
        Duck.Run($"copy (select 9007199254740993::bigint as id) to '{path}' (format parquet)");

        // when
        var error = Assert.Throws<DataFormatException>(() => Rows.Of(DataChannel.FromParquet(path)));

        // then
        Assert.Equal("id", error.Column);
        Assert.Equal("9007199254740993", error.Value);
        Assert.Contains("row group 1 of 1", error.Message);
        Assert.Contains("ColumnType.Integer", error.Message);
    }

    [Fact]
    public void Open_GivenNestedColumns_RefusesThemByNameUnlessLeftOut()
    {
        // given
        var path = _folder["nested.parquet"];
        Duck.Run($"""
            copy (select 1 as x, {"{'a': 1, 'b': [1, 2]}"} as s, map(['k'], [1]) as m, ['a'] as words, [[1]] as lists, 2 as y)
            to '{path}' (format parquet)
            """);
        var channel = DataChannel.FromParquet(path);

        // when
        var error = Assert.Throws<DataFormatException>(() => channel.Open());
        var rows = Rows.Of(channel.WithoutColumns("s", "m", "words", "lists"));

        // then
        Assert.All(new[] { "'s'", "'m'", "'words'", "'lists'" }, name => Assert.Contains(name, error.Message));
        Assert.Contains("a map", error.Message);
        Assert.Equal([1.0, 2.0], rows.Single());
    }

    [Fact]
    public void Open_GivenListsOfDifferentLengths_SaysWhichLengthWasExpected()
    {
        // given
        var path = _folder["ragged.parquet"];
        Duck.Run($"copy (select unnest([[1.0, 2.0], null, [3.0]])::double[] as v) to '{path}' (format parquet)");

        // when
        var error = Assert.Throws<DataFormatException>(() => Rows.Of(DataChannel.FromParquet(path)));

        // then
        Assert.Equal("v", error.Column);
        Assert.Contains("2 items", error.Message);
    }

    [Fact]
    public void Open_GivenMissingVectorsAndItems_GivesNullAndNaN()
    {
        // given
        var path = _folder["vectors.parquet"];
        Duck.Run($"copy (select unnest([null, [1.0, null], null, [3.0, 4.0]])::double[] as v) to '{path}' (format parquet)");

        // when
        var rows = Rows.Of(DataChannel.FromParquet(path));

        // then
        Assert.Equal([null, "1,NaN", null, "3,4"], rows.Select(r => r[0]));
    }

    [Fact]
    public void Open_GivenOtherColumnsInLaterFile_NamesBothFiles()
    {
        // given
        Duck.Run($"copy (select 1 as a, 2 as b) to '{_folder["part-0.parquet"]}' (format parquet)");
        Duck.Run($"copy (select 1 as a, 2 as c) to '{_folder["part-1.parquet"]}' (format parquet)");

        // when
        var error = Assert.Throws<DataFormatException>(() => Rows.Of(DataChannel.FromParquet(_folder["part-*.parquet"])));

        // then
        Assert.Contains("part-1.parquet", error.DataSource);
        Assert.Contains("part-0.parquet", error.Message);
        Assert.Equal("c", error.Column);
    }

    [Fact]
    public void Open_GivenTextInLaterFile_NamesColumn()
    {
        // given
        Duck.Run($"copy (select 1 as a) to '{_folder["part-0.parquet"]}' (format parquet)");
        Duck.Run($"copy (select 'x' as a) to '{_folder["part-1.parquet"]}' (format parquet)");

        // when
        var error = Assert.Throws<DataFormatException>(() => Rows.Of(DataChannel.FromParquet(_folder["part-*.parquet"])));

        // then
        Assert.Equal("a", error.Column);
        Assert.Contains("part-0.parquet", error.Message);
    }

    [Fact]
    public void From_GivenServicesWithParquet_FindsTheFormatByName()
    {
        // given
        Duck.Run($"copy (select 1 as a) to '{_folder["data.parquet"]}' (format parquet)");
        var channel = DataChannel.From(_folder["data.parquet"]);

        // when
        var error = Assert.Throws<DataFormatException>(() => channel.Open());
        using var reader = channel.Open(SlipwayServices.Default.AddParquet());

        // then
        Assert.Contains("AddParquet", error.Message);
        Assert.Equal([1.0], Rows.Of(reader).Single());
    }
}
