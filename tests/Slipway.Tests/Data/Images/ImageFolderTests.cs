using Apache.Arrow;
using Slipway.Data;

namespace Slipway.Tests.Data.Images;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SlipwayServices _services;

    public ImageFolderTests()
    {
        _services = SlipwayServices.Default.AddStore(new RelocatedStore(_folder.Root));
        foreach (var name in new[] { "dog/2.png", "dog/deep/1.JPG", "cat/b c.webp", "cat/a.bmp", "cat/notes.txt", "cat/_x.png", ".git/z.png" })
        {
            _folder.Write("images/" + name, name);
        }
    }

    public void Dispose() => _folder.Dispose();

    public record Picture(string Path, string Label);

    public record Size(double Length, string Label);

    private string Root(bool remote) => remote ? "mem://bucket/images" : _folder.File("images");

    private List<(string Image, string Label, string Path)> Read(DataChannel channel)
    {
        using var reader = channel.Open(_services);
        var rows = new List<(string, string, string)>();
        while (reader.Read() is { } batch)
        {
            using (batch)
            {
                var (images, paths) = ((Apache.Arrow.BinaryArray)batch.Column("image"), (StringArray)batch.Column("path"));
                for (var i = 0; i < batch.Length; i++)
                {
                    var label = batch.Column("label") switch
                    {
                        StringArray texts => texts.GetString(i),
                        FixedSizeListArray lists => string.Join(' ', ((FloatArray)lists.GetSlicedValues(i)).Values.ToArray()),
                        var numbers => ((DoubleArray)numbers).GetValue(i)!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    };
                    rows.Add((System.Text.Encoding.UTF8.GetString(images.GetBytes(i)), label, paths.GetString(i)));
                }
            }
        }

        return rows;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FromImageFolder_GivenClassFolders_LabelsByTheFirstFolder(bool remote)
    {
        var channel = DataChannel.FromImageFolder(Root(remote), new ImageFolderOptions { IncludePath = true });

        var rows = Read(channel);

        Assert.Equal(["cat/a.bmp", "cat/b c.webp", "dog/2.png", "dog/deep/1.JPG"], rows.Select(r => r.Path));
        Assert.Equal(["cat", "cat", "dog", "dog"], rows.Select(r => r.Label));
        Assert.All(rows, r => Assert.Equal(r.Path, r.Image));
        Assert.Equal(rows, Read(channel));
        Assert.Equal("""["cat","dog"]""", channel.ReadSchema(_services).Columns.GetFieldByName("label").Metadata["slipway.classes"]);
    }

    [Fact]
    public void FromImageFolder_GivenDefaults_HidesThePath()
    {
        var schema = DataChannel.FromImageFolder(Root(false)).ReadSchema();

        Assert.Equal(["image"], schema.Features);
        Assert.Equal("label", schema.Label);
    }

    [Fact]
    public void FromImageFolder_GivenHiddenPath_ShowsItWhereItIsNamed()
    {
        var channel = DataChannel.FromImageFolder(Root(false));

        Assert.Equal(["image", "path"], channel.WithFeatures("image", "path").ReadSchema().Features);
        Assert.Equal("path", channel.WithLabel("path").ReadSchema().Label);
        Assert.Equal(["Length"], channel.Map<Picture, Size>(p => new Size(p.Path.Length, p.Label)).ReadSchema().Features);
    }

    [Fact]
    public void FromImageFolder_GivenNoLabels_TakesImagesAnywhere()
    {
        _folder.Write("images/top.gif", "top");

        var schema = DataChannel.FromImageFolder(Root(false), new ImageFolderOptions { ReadLabels = false }).ReadSchema();
        var labelled = Assert.Throws<DataFormatException>(() => DataChannel.FromImageFolder(Root(false)).ReadSchema());

        Assert.Null(schema.Label);
        Assert.Equal("top.gif", labelled.Value);
        Assert.Contains("no class folder", labelled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FromImageFolder_GivenManyRemoteImages_KeepsTheirOrder()
    {
        for (var i = 0; i < 200; i++)
        {
            _folder.Write(FormattableString.Invariant($"many/c{i % 3}/{i:D3}.png"), FormattableString.Invariant($"{i}"));
        }

        var remote = DataChannel.FromImageFolder("mem://bucket/many/", new ImageFolderOptions { IncludePath = true });
        var local = DataChannel.FromImageFolder(_folder.File("many"), new ImageFolderOptions { IncludePath = true });

        Assert.Equal(Read(local), Read(remote));
        Assert.Equal(200, await remote.CountRowsAsync(_services, TestContext.Current.CancellationToken));
        using var abandoned = remote.Take(1).Open(_services);
        Assert.Equal(1, abandoned.Read()!.Length);
    }

    [Fact]
    public void FromImageFolder_GivenEmptyLargeOrMissing_NamesTheFile()
    {
        _folder.Write("images/dog/3.png", "");
        Directory.CreateDirectory(_folder.File("none"));
        _folder.Write("text/a/readme.txt", "x");

        var empty = Assert.Throws<DataFormatException>(() => Read(DataChannel.FromImageFolder(Root(false), new() { IncludePath = true })));
        var large = Assert.Throws<DataFormatException>(
            () => Read(DataChannel.FromImageFolder(Root(false), new() { IncludePath = true, MaxImageBytes = 5 })));

        Assert.EndsWith("3.png", empty.DataSource, StringComparison.Ordinal);
        Assert.Contains("too large ('9')", large.Message, StringComparison.Ordinal);
        Assert.Contains("no image", Assert.Throws<DataFormatException>(() => DataChannel.FromImageFolder(_folder.File("text")).Open()).Message,
            StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => DataChannel.FromImageFolder(_folder.File("none")).Open());
        Assert.Throws<ArgumentException>(() => DataChannel.FromImageFolder(_folder.File("images/*")));
        Assert.Throws<ArgumentException>(() => DataChannel.FromImageFolder(Root(false), new() { MaxImageBytes = 0 }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FromImageList_GivenList_GivesItsOrderAndLabels(bool remote)
    {
        _folder.Write("train.lst", "5\t1\tdog/2.png\n\n0\t0.000000\tcat/b c.webp\r\n");
        _folder.Write("multi.lst", "5\t1\t0\tdog/2.png\n0\t0\t1\tcat/a.bmp\n");

        var single = Read(DataChannel.FromImageList(_folder.File("train.lst"), Root(remote), new() { IncludePath = true }));
        var several = Read(DataChannel.FromImageList(_folder.File("multi.lst"), Root(remote), new() { IncludePath = true }));

        Assert.Equal([("dog/2.png", "1", "dog/2.png"), ("cat/b c.webp", "0", "cat/b c.webp")], single);
        Assert.Equal(["1 0", "0 1"], several.Select(r => r.Label));
    }

    [Theory]
    [InlineData("1\t0\t../secret.png", "not that of a file below")]
    [InlineData("1\t0\t/etc/passwd", "not that of a file below")]
    [InlineData("1\t0\tdog/9.png", "not that of a file below")]
    [InlineData("1\tcat\tdog/2.png", "label is no number")]
    [InlineData("1\tNaN\tdog/2.png", "label is no number")]
    [InlineData("1\t0\t1\tdog/2.png", "another number of labels")]
    [InlineData("dog/2.png", "too few values")]
    public void FromImageList_GivenBadLine_NamesIt(string line, string problem)
    {
        _folder.Write("secret.png", "x");
        _folder.Write("train.lst", "5\t1\tdog/2.png\n" + line);

        var error = Assert.Throws<DataFormatException>(() => DataChannel.FromImageList(_folder.File("train.lst"), Root(false)).Open());

        Assert.Equal(2, error.Line);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromImageList_GivenEmptyList_SaysSo()
    {
        _folder.Write("train.lst", "\n");

        Assert.Contains("names no image", Assert.Throws<DataFormatException>(
            () => DataChannel.FromImageList(_folder.File("train.lst"), Root(false)).Open()).Message, StringComparison.Ordinal);
    }
}
