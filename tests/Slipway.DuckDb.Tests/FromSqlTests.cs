using Apache.Arrow;

namespace Slipway.DuckDb.Tests;

public sealed class FromSqlTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FromSql_GivenJoinOfTwoCsvFiles_GivesTheJoinedRows()
    {
        // given
        var wines = _files.Write("wines.csv", "id,alcohol\n1,12.5\n2,13.25\n3,11\n");
        var prices = _files.Write("prices.csv", "id,price,name\n3,7.5,Rosso\n1,20,Bianco\n");

        // when
        var channel = DataChannel.FromSql(
            $"select w.id, alcohol, price, name from read_csv('{wines}') w join read_csv('{prices}') p using (id) order by id");
        var rows = await ReadAsync(channel);

        // then
        Assert.Equal(["id:1 alcohol:12.5 price:20 name:Bianco", "id:3 alcohol:11 price:7.5 name:Rosso"], rows);
    }

    [Fact]
    public async Task FromSql_GivenSecondPass_GivesTheSameRows()
    {
        var channel = DataChannel.FromSql("select i as a, random() < 2 as b from range(10000) t(i) where i % 3 = 1");
        Assert.Equal(await ReadAsync(channel), await ReadAsync(channel));
        Assert.Equal(3333, await channel.CountRowsAsync(cancellationToken: Cancelled));
    }

    [Fact]
    public async Task FromSql_GivenEveryKindOfColumn_GivesTypesThatFeaturesRead()
    {
        // when
        var channel = DataChannel.FromSql("""
            select 1::tinyint a, 2.5::float b, 1.25::decimal(10, 2) c, sum(3) d, null::double e, 'x' f, true g, [1.5, 2.5]::float[2] h,
                   'u'::enum('u', 'v') i, (-7)::hugeint j, -0.01::decimal(18, 3) k
            """);
        using var reader = channel.Open();
        using var batch = reader.Read()!;

        // then
        Assert.Equal(1.25, ((DoubleArray)batch.Column("c")).GetValue(0));
        Assert.Equal(3, ((DoubleArray)batch.Column("d")).GetValue(0));
        Assert.Equal(-7, ((DoubleArray)batch.Column("j")).GetValue(0));
        Assert.Equal(-0.01, ((DoubleArray)batch.Column("k")).GetValue(0));
        Assert.True(batch.Column("e").IsNull(0));
        Assert.Equal("x", ((StringArray)batch.Column("f")).GetString(0));
        Assert.IsType<FixedSizeListArray>(batch.Column("h"));
        Assert.Null(reader.Read());
    }

    [Fact]
    public async Task FromSql_GivenChannelAsTable_ReadsItAsTheChannelGivesIt()
    {
        // given: a missing number, text with quotes, a filter that runs in .NET
        var wine = DataChannel.FromJsonLines(_files.Write("wine.jsonl", """
            {"alcohol": 12.5, "kind": "a'b", "ok": true}
            {"alcohol": null, "kind": "c,d", "ok": false}
            {"alcohol": 14, "kind": "a'b", "ok": true}
            """));

        // when
        var options = new SqlOptions().WithTable("wine", wine.Skip(0)).WithTable("twice", wine);
        var rows = await ReadAsync(DataChannel.FromSql(
            "select w.kind, avg(w.alcohol) m, count(*) n, bool_and(w.ok) ok from wine w group by kind order by kind", options));

        // then
        Assert.Equal(["kind:a'b m:13.25 n:2 ok:True", "kind:c,d m: n:1 ok:False"], rows);
        Assert.Equal(9, await DataChannel.FromSql("select 1 from wine, twice", options).CountRowsAsync(cancellationToken: Cancelled));
    }

    [Fact]
    public async Task FromSql_GivenObjectsOfAStore_ReadsThem()
    {
        // given
        _files.Write("bucket/y=1/a.csv", "v\n1\n2\n");
        _files.Write("bucket/y=2/b.csv", "v\n3\n");
        _files.Write("bucket/y=2/c.txt", "v\n1000\n");
        var services = SlipwayServices.Default.AddStore(new FolderStore("lake", _files.Folder));

        // when
        var all = DataChannel.FromSql("select y, sum(v) s from read_csv('lake://bucket/*/*.csv', hive_partitioning = true) group by y order by y");
        var one = DataChannel.FromSql("select v from 'lake://bucket/y=1/a.csv'");

        // then
        Assert.Equal(["y:1 s:3", "y:2 s:3"], await ReadAsync(all, services));
        Assert.Equal(["v:1", "v:2"], await ReadAsync(one, services));
    }

    [Fact]
    public async Task FromSql_GivenParameters_KeepsThemOutOfTheText()
    {
        var options = new SqlOptions().WithParameter("text", "x'); drop table t; --").WithParameter("most", 2).WithParameter("day", new DateOnly(2024, 2, 29));
        var rows = await ReadAsync(DataChannel.FromSql("select $text as t, i, year($day) as y from range(5) r(i) where i < $most", options));
        Assert.Equal(["t:x'); drop table t; -- i:0 y:2024", "t:x'); drop table t; -- i:1 y:2024"], rows);
    }

    [Fact]
    public async Task FromSql_GivenSortLargerThanItsMemory_SpillsAndCleansUp()
    {
        // given
        var options = new SqlOptions { MemoryLimit = 64L << 20, TemporaryFolder = Path.Combine(_files.Folder, "spill") };
        var channel = DataChannel.FromSql("select i, hash(i)::varchar || repeat('x', 40) as h from range(1500000) t(i) order by h", options);

        // when
        var rows = await channel.CountRowsAsync(cancellationToken: Cancelled);

        // then
        Assert.Equal(1_500_000, rows);
        Assert.Empty(Directory.GetFileSystemEntries(options.TemporaryFolder));
    }

    [Fact]
    public async Task FromSql_GivenTraining_FitsAModel()
    {
        var channel = DataChannel.FromSql(
            "select x, y, case when x + y > 1 then 'high' else 'low' end as label from (select (i % 37) / 37.0 x, (i % 53) / 53.0 y from range(2000) t(i))")
            .WithLabel("label");
        using var model = await Estimator.For(new LinearClassifier()).WithOutput(_files.Folder).FitAsync(channel, cancellationToken: Cancelled);
        var report = await model.EvaluateAsync(channel, cancellationToken: Cancelled);
        Assert.True(report.Metrics["accuracy"] > 0.97, $"{report}");
    }

    [Theory]
    [InlineData("selec 1", "syntax error")]
    [InlineData("select * from read_csv('/no/such/file.csv')", "/no/such/file.csv")]
    [InlineData("select 1; select 2", "2 statements")]
    [InlineData("create table t as select 1", "not one SELECT")]
    [InlineData("copy (select 1) to 'slipway-must-not-exist.csv'", "not one SELECT")]
    [InlineData("select $missing", "1 parameters")]
    [InlineData("select cast('x' as int)", "Could not convert")]
    public void FromSql_GivenBadQuery_SaysWhatIsWrong(string sql, string part)
    {
        var error = Assert.Throws<DataFormatException>(() =>
        {
            using var reader = DataChannel.FromSql(sql).Open();
            while (reader.Read() is { } batch)
            {
                batch.Dispose();
            }
        });
        Assert.Contains(part, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("SQL: ", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists("slipway-must-not-exist.csv"));
    }

    [Fact]
    public void FromSql_GivenUnknownStore_NamesTheScheme()
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => DataChannel.FromSql("select * from read_parquet('s3://b/x.parquet')").Open());
        Assert.Contains("s3://", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromSql_GivenNoObject_SaysSo()
    {
        var services = SlipwayServices.Default.AddStore(new FolderStore("lake", _files.Folder));
        var error = Assert.Throws<DataFormatException>(() => DataChannel.FromSql("select * from read_csv('lake://bucket/*.csv')").Open(services));
        Assert.Contains("lake://bucket/*.csv", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromSql_GivenTableWithMalformedRow_TellsTheChannelsError()
    {
        // given
        var path = _files.Write("bad.csv", "a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", 2000)) + "1,2,3\n");
        var options = new SqlOptions().WithTable("bad", DataChannel.FromCsv(path));

        // when
        var error = Assert.Throws<DataFormatException>(() =>
        {
            using var reader = DataChannel.FromSql("select sum(a) from bad", options).Open();
            reader.Read();
        });

        // then
        Assert.Contains("bad.csv", error.Message, StringComparison.Ordinal);
        Assert.Equal(2002, error.Line);
    }

    [Fact]
    public void FromSql_GivenTableThatIsMissing_TellsTheChannelsError()
    {
        var options = new SqlOptions().WithTable("gone", DataChannel.FromCsv(Path.Combine(_files.Folder, "gone.csv")));
        var error = Assert.Throws<DataFormatException>(() => DataChannel.FromSql("select * from gone", options).Open());
        Assert.Contains("gone.csv", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromSql_GivenBadOptions_NamesThemAll()
    {
        var options = new SqlOptions { MemoryLimit = 5, Threads = 0 }.WithTable("a b", DataChannel.FromCsv("x.csv")).WithParameter("1x", 1);
        var error = Assert.Throws<ArgumentException>(() => DataChannel.FromSql("select 1", options));
        foreach (var part in new[] { "MemoryLimit", "Threads", "'a b'", "'1x'" })
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void FromSql_GivenFolderOfADeadProcess_SweepsItAndLeavesALiveOne()
    {
        // given
        var parent = Path.Combine(_files.Folder, "tmp");
        _files.Write("tmp/slipway-sql-dead/.lock", "");
        _files.Write("tmp/slipway-sql-dead/0/a.csv", "v\n1\n");
        var options = new SqlOptions { TemporaryFolder = parent };
        using var live = DataChannel.FromSql("select i from range(100000) t(i)", options).Open();
        var folder = Assert.Single(Directory.GetDirectories(parent));

        // when
        using (DataChannel.FromSql("select 1", options).Open())
        {
            // then
            Assert.Contains(folder, Directory.GetDirectories(parent));
        }

        Assert.Equal(folder, Assert.Single(Directory.GetDirectories(parent)));
    }

    public void Dispose() => _files.Dispose();

    private static async Task<List<string>> ReadAsync(DataChannel channel, SlipwayServices? services = null)
    {
        var rows = new List<string>();
        await foreach (var batch in channel.ReadAsync(services, Cancelled))
        {
            using (batch)
            {
                for (var r = 0; r < batch.Length; r++)
                {
                    rows.Add(string.Join(' ', batch.Schema.FieldsList.Select((f, i) => $"{f.Name}:{Show(batch.Column(i), r)}")));
                }
            }
        }

        return rows;
    }

    private static string Show(IArrowArray column, int row) => FormattableString.Invariant($"{column switch
    {
        _ when column.IsNull(row) => null,
        Int64Array a => a.GetValue(row),
        Int32Array a => a.GetValue(row),
        DoubleArray a => a.GetValue(row),
        BooleanArray a => a.GetValue(row),
        StringArray a => a.GetString(row),
        _ => column.GetType().Name,
    }}");
}
