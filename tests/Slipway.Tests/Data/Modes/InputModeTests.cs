using System.Globalization;
using System.IO.Compression;
using System.Text;
using Slipway.Data;
using Slipway.TestProcess;

namespace Slipway.Tests.Data.Modes;

/// <summary>The same rows in the same order, however the bytes come.</summary>
public sealed class InputModeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FolderStore _store;
    private readonly SlipwayServices _services;

    public InputModeTests()
    {
        for (var f = 0; f < 5; f++)
        {
            var text = new StringBuilder("id,name\n");
            for (var i = 0; i < 2_000; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{(f * 2_000) + i},n{i % 13}\n");
            }

            _folder.Write($"plain/part-{f}.csv", text.ToString());
            Directory.CreateDirectory(_folder.File("packed"));
            File.WriteAllBytes(_folder.File($"packed/part-{f}.csv.gz"), [.. Pack(text.ToString(0, 7_000)), .. Pack(text.ToString(7_000, text.Length - 7_000))]);
        }

        _folder.Write("plain/_manifest", """[{"prefix": "part-"}, "0.csv", "1.csv", "2.csv", "3.csv", "4.csv"]""");
        _folder.Write("packed/_manifest", """[{"prefix": "part-"}, "0.csv.gz", "1.csv.gz", "2.csv.gz", "3.csv.gz", "4.csv.gz"]""");
        _store = new FolderStore(_folder.Root);
        _services = SlipwayServices.Default.AddStore(_store).WithDataCache(new DataCacheOptions { Folder = _folder.File("cache") });
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private List<string> Read(DataChannel channel)
    {
        using var reader = channel.Open(_services);
        return Rows.Read(reader);
    }

    private static DataChannel Steps(DataChannel channel, string steps) => steps switch
    {
        "shuffled" => channel.Shuffle(seed: 5, bufferRows: 700),
        "by row" => channel.Shard(1, 3),
        "by object" => channel.Shard(1, 2, ShardBy.Object),
        "by object, then split" => channel.Shard(0, 2, ShardBy.Object).Shuffle(2).Split(0.7, seed: 3).Validation,
        _ => channel,
    };

    [Theory]
    [InlineData("")]
    [InlineData("shuffled")]
    [InlineData("by row")]
    [InlineData("by object")]
    [InlineData("by object, then split")]
    public void Open_GivenAnyModeAndStore_GivesTheSameRowsInTheSameOrder(string steps)
    {
        // given: rows in memory, with the objects that a part has
        var ids = Enumerable.Range(0, 10_000);
        var objects = steps switch { "by object" => [1, 3], "by object, then split" => [0, 2, 4], _ => new[] { 0, 1, 2, 3, 4 } };
        var memory = DataChannel.From(ids.Where(i => objects.Contains(i / 2_000)).Select(i => new Row(i, $"n{i % 2_000 % 13}")).ToList());
        var expected = Read(steps switch
        {
            "by object" => memory,
            "by object, then split" => memory.Shuffle(2).Split(0.7, seed: 3).Validation,
            _ => Steps(memory, steps),
        });

        // when, then
        foreach (var root in new[] { _folder.Root, "remote://bucket" })
        {
            foreach (var folder in new[] { "plain", "packed" })
            {
                foreach (var mode in Enum.GetValues<InputMode>())
                {
                    Assert.Equal(expected, Read(Steps(DataChannel.FromCsv($"{root}/{folder}").WithInputMode(mode), steps)));
                    Assert.Equal(expected, Read(Steps(DataChannel.FromManifest($"{root}/{folder}/_manifest").WithInputMode(mode), steps)));
                }
            }
        }
    }

    [Fact]
    public void Open_GivenFileMode_DownloadsEachObjectOnce()
    {
        var channel = DataChannel.FromCsv("remote://bucket/plain").WithInputMode(InputMode.File);

        var first = Read(channel);
        var second = Read(channel.WithLabel("name").Shard(0, 2));

        Assert.Equal(10_000, first.Count);
        Assert.Equal(5_000, second.Count);
        Assert.Equal(5, _store.Opened);
    }

    [Fact]
    public void Open_GivenPartByObject_ReadsNoOtherObjectButTheFirst()
    {
        _ = Read(DataChannel.FromCsv("remote://bucket/plain").WithInputMode(InputMode.File).Shard(3, 4, ShardBy.Object));

        Assert.Equal(2, _store.Opened); // the first gives the columns
    }

    [Fact]
    public void Open_GivenPartsByObject_GivesEachRowToOne()
    {
        var parts = Enumerable.Range(0, 3).SelectMany(i => Read(DataChannel.FromCsv(_folder.File("plain")).Shard(i, 3, ShardBy.Object))).ToList();

        Assert.Equal(10_000, parts.Distinct().Count());
        Assert.Equal(10_000, parts.Count);
    }

    [Fact]
    public void Open_GivenPartWithoutObject_SaysHowManyThereAre()
    {
        var error = Assert.Throws<DataFormatException>(() => Read(DataChannel.FromCsv(_folder.File("plain")).Shard(6, 7, ShardBy.Object)));

        Assert.Contains("part 6 of 7 has no object: there are 5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shard_GivenObjectsAfterAStepOrInMemory_IsRefused()
    {
        var late = Assert.Throws<InvalidOperationException>(() => DataChannel.FromCsv("a").Take(5).Shard(0, 2, ShardBy.Object));
        var memory = Assert.Throws<InvalidOperationException>(() => Rows.Channel(4).Shard(0, 2, ShardBy.Object));

        Assert.Contains("before Take", late.Message, StringComparison.Ordinal);
        Assert.Contains("shard it by row", memory.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(InputMode.File)]
    [InlineData(InputMode.FastFile)]
    [InlineData(InputMode.Pipe)]
    public void Read_GivenObjectThatChangesBehindTheListing_SaysSo(InputMode mode)
    {
        // given: the third object is written anew when the second is opened
        _store.Opening = uri =>
        {
            if (uri.AbsolutePath.EndsWith("part-1.csv", StringComparison.Ordinal))
            {
                File.WriteAllText(_folder.File("plain/part-2.csv"), "id,name\n1,changed\n");
            }
        };

        // when
        var error = Assert.Throws<DataFormatException>(() => Read(DataChannel.FromCsv("remote://bucket/plain").WithInputMode(mode)));

        // then
        Assert.Equal("remote://bucket/plain/part-2.csv", error.DataSource);
        Assert.Contains("was changed while the channel was read", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(InputMode.FastFile)]
    [InlineData(InputMode.Pipe)]
    [InlineData(InputMode.File)]
    public void Read_GivenTruncatedGzip_SaysSo(InputMode mode)
    {
        var path = _folder.File("packed/part-4.csv.gz");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^9]);

        var error = Assert.Throws<DataFormatException>(() => Read(DataChannel.FromCsv("remote://bucket/packed").WithInputMode(mode)));

        Assert.Contains("damaged or truncated", error.Message, StringComparison.Ordinal);
        Assert.Equal("remote://bucket/packed/part-4.csv.gz", error.DataSource);
    }

    [Fact]
    public void WithInputMode_GivenNoSuchMode_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DataChannel.FromCsv("a").WithInputMode((InputMode)7));

    [Fact]
    public void OpenEpoch_GivenEpochs_OrdersTheObjectsAnewAndStepsByPositionNever()
    {
        List<string> Epoch(DataChannel channel, int epoch, ulong seed = 1)
        {
            using var reader = channel.OpenEpoch(_services, seed, epoch);
            return Rows.Read(reader);
        }

        var files = DataChannel.FromCsv(_folder.File("plain"));
        var firsts = Enumerable.Range(1, 8).Select(e => Epoch(files, e)[0]).ToList();

        Assert.Equal(Epoch(files, 2), Epoch(files, 2));
        Assert.Equal(Read(files).Order(), Epoch(files, 3).Order());
        Assert.True(firsts.Distinct().Count() > 1);
        Assert.Equal(Read(files.Split(0.5).Train), Epoch(files.Split(0.5).Train, 3));
    }

    private sealed record Row([property: ColumnName("id")] double Id, [property: ColumnName("name")] string Name);
}
