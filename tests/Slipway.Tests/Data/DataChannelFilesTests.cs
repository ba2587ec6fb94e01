using System.Globalization;
using System.IO.Compression;
using CsCheck;
using Slipway.Data;
using Slipway.Storage;

namespace Slipway.Tests.Data;

public sealed class DataChannelFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static DataFormatException Error(DataChannel channel) => Assert.Throws<DataFormatException>(() => Rows.Read(channel));

    [Fact]
    public void FromCsv_GivenPathUriAndRelativePath_ReadTheSameRows()
    {
        var path = _folder.Write("a b#1.csv", "x,y\n1,u\n2,v\n");

        string[] expected = ["1|'u'", "2|'v'"];
        Assert.Equal(expected, Rows.Read(DataChannel.FromCsv(path)));
        Assert.Equal(expected, Rows.Read(DataChannel.FromCsv(FileUri.FromPath(path).AbsoluteUri)));
        Assert.Equal(expected, Rows.Read(DataChannel.FromCsv(Path.GetRelativePath(Directory.GetCurrentDirectory(), path))));
        Assert.Equal(expected, Rows.Read(DataChannel.From(path)));
    }

    [Fact]
    public void FromCsv_GivenLabelAndTransforms_ReadsTwiceTheSame()
    {
        var text = string.Concat(Enumerable.Range(0, 500).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},{i % 3}\n")));
        var channel = DataChannel.FromCsv(_folder.Write("x.csv", "id,class\n" + text)).WithLabel(-1)
            .Split(0.8, 1, stratified: true).Train.Shuffle(2);

        var rows = Rows.Read(channel);


        // Classes of 167, 167 and 166 rows give 134, 134 and 133.
        Assert.Equal(401, rows.Count);
        Assert.Equal(rows, Rows.Read(channel));
        Assert.Equal("class", channel.ReadSchema().Label);
    }

    [Fact]
    public void FromCsv_GivenFolder_ReadsAllVisibleFilesInOrdinalOrder()
    {
        foreach (var name in new[] { "b.csv", "a/2.csv", "a/10.csv", "a-1.csv", ".hidden.csv", "_SUCCESS", "_temporary/x.csv", "c.csv.gz" })
        {
            _folder.Write(name, $"file\n{name}\n");
        }

        using (var gzip = new GZipStream(File.Create(_folder.File("c.csv.gz")), CompressionLevel.Fastest))
        {
            gzip.Write("file\nc.csv.gz\n"u8);
        }

        string[] expected = ["'a-1.csv'", "'a/10.csv'", "'a/2.csv'", "'b.csv'", "'c.csv.gz'"];
        Assert.Equal(expected, Rows.Read(DataChannel.FromCsv(_folder.Root)));
        Assert.Equal(expected, Rows.Read(DataChannel.FromCsv(_folder.Root + "/")));
        Assert.Equal(expected, Rows.Read(DataChannel.From(_folder.Root)));
        Assert.Equal(["'a/10.csv'", "'a/2.csv'"], Rows.Read(DataChannel.FromCsv(_folder.File("a/*.csv"))));
        Assert.Equal(expected[..^1], Rows.Read(DataChannel.FromCsv(_folder.File("**/*.csv"))));
        Assert.Equal(["'_SUCCESS'"], Rows.Read(DataChannel.FromCsv(_folder.File("_SUCCESS"))));
    }

    [Fact]
    public void FromCsv_GivenNameWithWildcardCharacters_PrefersTheFileOfThatName()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows forbids these names.");
        _folder.Write("what?.csv", "x\n1\n");
        _folder.Write("whatX.csv", "x\n2\n");

        Assert.Equal(["1"], Rows.Read(DataChannel.FromCsv(_folder.File("what?.csv"))));
    }

    [Fact]
    public void FromCsv_GivenTextCutIntoFiles_ReadsAsTheWhole() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 60]).Sample((rows, perFile) =>
        {
            using var folder = new TemporaryFolder();
            foreach (var (i, chunk) in Enumerable.Range(0, rows).Chunk(perFile).Index())
            {
                folder.Write($"part-{i:00000}.csv", "id\n" + string.Join('\n', chunk));
            }

            Assert.Equal(
                Enumerable.Range(0, rows).Select(i => i.ToString(CultureInfo.InvariantCulture)),
                Rows.Read(DataChannel.FromCsv(folder.File("part-*.csv"))));
        }, iter: 20);

    [Fact]
    public void From_GivenMissingFile_NamesFullPathAndCurrentFolder()
    {
        var channel = DataChannel.FromCsv("no-such-folder/wine.csv").WithLabel("x").Shuffle();

        var error = Error(channel);

        Assert.Equal(Path.GetFullPath("no-such-folder/wine.csv"), error.DataSource);
        Assert.Contains("no such file", error.Message, StringComparison.Ordinal);
        Assert.Contains(Directory.GetCurrentDirectory(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_GivenPatternWithoutMatch_NamesThePattern()
    {
        _folder.Write("a.csv", "x\n1\n");

        var error = Error(DataChannel.FromCsv(_folder.File("*.tsv")));
        var folder = Error(DataChannel.FromCsv(_folder.File("none/**/*.csv")));

        Assert.Equal(_folder.File("*.tsv"), error.DataSource);
        Assert.Contains("no file matches", error.Message, StringComparison.Ordinal);
        Assert.Contains("no file matches", folder.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_GivenFolderWithoutDataFiles_SaysWhatDoesNotCount()
    {
        _folder.Write("_SUCCESS", "");

        var error = Error(DataChannel.FromCsv(_folder.Root));

        Assert.Equal(_folder.Root, error.DataSource);
        Assert.Contains("holds no data file", error.Message, StringComparison.Ordinal);
        Assert.Contains("'_'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_GivenFilesOfTwoFormats_NamesBoth()
    {
        _folder.Write("a.csv", "x\n1\n");
        _folder.Write("b.tsv", "x\n1\n");

        var error = Error(DataChannel.From(_folder.Root));

        Assert.Equal(_folder.File("b.tsv"), error.DataSource);
        Assert.Contains("this is TSV", error.Message, StringComparison.Ordinal);
        Assert.Contains("a.csv is CSV", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromCsv_GivenFilesWithOtherHeaders_NamesTheSecond()
    {
        _folder.Write("a.csv", "x,y\n1,2\n");
        _folder.Write("b.csv", "x,z\n1,2\n");

        var error = Error(DataChannel.FromCsv(_folder.File("*.csv")));

        Assert.Equal(_folder.File("b.csv"), error.DataSource);
        Assert.Contains(_folder.File("a.csv"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromCsv_GivenMissingLabel_ListsTheColumns()
    {
        var error = Error(DataChannel.FromCsv(_folder.Write("a.csv", "alcohol,quality\n1,2\n")).WithLabel("qualify"));

        Assert.Contains("did you mean 'quality'?", error.Message, StringComparison.Ordinal);
        Assert.Contains("'alcohol', 'quality'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithColumn_GivenText_KeepsLeadingZeros()
    {
        var channel = DataChannel.FromCsv(_folder.Write("a.csv", "zip,n\n01234,1\n00501,2\n"));

        Assert.Equal(["1234|1", "501|2"], Rows.Read(channel));
        Assert.Equal(["'01234'|1", "'00501'|2"], Rows.Read(channel.WithColumn("ZIP", ColumnType.Text).WithColumn("n", ColumnType.Integer)));
        Assert.Contains("'zip', 'n'", Error(channel.WithColumn("zap", ColumnType.Text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 1:0.5 3:2\n0 2:1\n", null)]
    [InlineData("1:0.25 1:0.5 3:2\n0:2 2:1\n", "weight")]
    public void FromLibSvm_GivenFile_SetsLabelAndWeight(string text, string? weight)
    {
        var channel = DataChannel.FromLibSvm(_folder.Write("a.svm", text));

        var schema = channel.ReadSchema();

        Assert.Equal(("label", weight), (schema.Label, schema.Weight));
        Assert.Equal(["features"], schema.Features);
        Assert.EndsWith("{[1,3];[0.5,2]}", Rows.Read(channel)[0], StringComparison.Ordinal);
        Assert.Equal(Rows.Read(channel).Order(StringComparer.Ordinal), Rows.Read(channel.Shuffle(1)).Order(StringComparer.Ordinal));
        Assert.Contains("weight column 'w'", Error(channel.WithWeight("w")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_GivenUnknownScheme_NamesTheCallThatAddsIt()
    {
        var error = Assert.Throws<ArgumentException>(() => DataChannel.FromCsv("other://bucket/a.csv").Open());
        var package = Assert.Throws<ArgumentException>(() => DataChannel.FromCsv("s3://bucket/a.csv").Open());

        Assert.Contains("AddStore", error.Message, StringComparison.Ordinal);
        Assert.Contains("package Slipway.S3", package.Message, StringComparison.Ordinal);
        Assert.Contains("SlipwayServices.Default.AddS3()", package.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("http://")]
    public void From_GivenNoPath_Throws(string text) => Assert.Throws<ArgumentException>(() => DataChannel.From(text));

    [Fact]
    public void Open_GivenFileThatIsChangedBetweenFiles_SaysSo()
    {
        _folder.Write("a.csv", "x\n1\n");
        _folder.Write("b.csv", "x\n2\n");
        using var reader = DataChannel.FromCsv(_folder.File("*.csv")).Open();
        reader.Read()!.Dispose();
        _folder.Write("b.csv", "x\n2\n3\n");

        var error = Assert.Throws<DataFormatException>(reader.Read);

        Assert.Equal(_folder.File("b.csv"), error.DataSource);
        Assert.Contains("was changed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_GivenFile_GivesAllRowsAndStopsEarlyWithoutHarm()
    {
        var channel = DataChannel.FromCsv(_folder.Write("x.csv", "id\n" + string.Join('\n', Enumerable.Range(0, 50_000)))).Shuffle(1);
        var token = TestContext.Current.CancellationToken;

        Assert.Equal(50_000, await channel.CountRowsAsync(cancellationToken: token));
        await foreach (var batch in channel.ReadAsync(cancellationToken: token))
        {
            Assert.Equal("Slipway channel reader", await ThreadNameOfNextRead());
            batch.Dispose();
            break;
        }

        async Task<string?> ThreadNameOfNextRead()
        {
            string? name = null;
            await DataChannel.FromArrow(Rows.IdSchema, () =>
            {
                name = Thread.CurrentThread.Name;
                return Rows.Ids(1, 1);
            }).CountRowsAsync(cancellationToken: token);
            return name;
        }
    }

    [Fact]
    public async Task ReadAsync_GivenBadRow_ThrowsTheErrorItself()
    {
        var channel = DataChannel.FromCsv(_folder.Write("x.csv", "id\n" + string.Join('\n', Enumerable.Range(0, 5_000)) + "\nfive\n"));

        var error = await Assert.ThrowsAsync<DataFormatException>(() =>
            channel.CountRowsAsync(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal((5_002, "id", "five"), (error.Line, error.Column, error.Value));
    }

    [Fact]
    public async Task ReadAsync_GivenCancelledToken_Stops()
    {
        using var cancel = new CancellationTokenSource();
        var read = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var batch in Rows.Channel(100_000, 10).ReadAsync(cancellationToken: cancel.Token))
            {
                read++;
                batch.Dispose();
                await cancel.CancelAsync();
            }
        });

        Assert.Equal(1, read);
    }
}
