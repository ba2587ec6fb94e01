using System.IO.Compression;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Slipway.Data;
using Slipway.TestProcess;
using BinaryArray = Apache.Arrow.BinaryArray;

namespace Slipway.Tests.Data.Modes;

/// <summary>Augmented manifests, as Ground Truth writes them.</summary>
public sealed class AugmentedManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SlipwayServices _services;

    public AugmentedManifestTests()
    {
        for (var i = 0; i < 40; i++)
        {
            _folder.Write($"images/{i}.jpg", $"bytes of image {i}");
        }

        _services = SlipwayServices.Default.AddStore(new FolderStore(_folder.Root))
            .WithDataCache(new DataCacheOptions { Folder = _folder.File("cache") });
    }

    public void Dispose() => _folder.Dispose();

    private static string Line(int i, string root = "remote://bucket/") =>
        $$$"""{"source-ref":"{{{root}}}images/{{{i}}}.jpg","species":"{{{i % 3}}}","size":{{{(i == 5 ? "null" : "1.5")}}},"tags":[{{{(i % 2 == 0 ? "1,0,8" : "")}}}],"bounding-box":{"image_size":[{"width":500,"height":400,"depth":3}],"annotations":[{"class_id":0,"left":111,"top":134,"width":61,"height":{{{i}}} },{"class_id":5,"left":161,"top":250,"width":80,"height":50.5}]},"bounding-box-metadata":{"class-map":{"0":"dog"}},"other":{"x":1} }""";

    private List<string> Read(DataChannel channel)
    {
        var rows = new List<string>();
        using var reader = channel.Open(_services);
        while (reader.Read() is { } batch)
        {
            using (batch)
            {
                rows.AddRange(Enumerable.Range(0, batch.Length).Select(r => string.Join('|', batch.Arrays.Select(a =>
                    a is BinaryArray binary and not StringArray ? Encoding.UTF8.GetString(binary.GetBytes(r)) : Rows.Text(a, r)))));
            }
        }

        return rows;
    }

    private DataChannel Manifest(string text, params string[] attributes) =>
        DataChannel.FromAugmentedManifest(_folder.Write("all.manifest", text), attributes);

    [Fact]
    public void FromAugmentedManifest_GivenAttributes_MakesColumnsInTheirOrder()
    {
        // given
        var text = string.Concat(Enumerable.Range(0, 40).Select(i => Line(i) + "\n"));
        var channel = Manifest(text, "source-ref", "bounding-box", "species", "size", "tags", "bounding-box-metadata");

        // when
        var schema = channel.ReadSchema(_services).Columns;
        var rows = Read(channel);

        // then
        Assert.Equal(
            ["source-ref", "bounding-box", "bounding-box-image-size", "species", "size", "tags", "bounding-box-metadata"],
            schema.FieldsList.Select(f => f.Name));
        Assert.IsType<BinaryType>(schema.FieldsList[0].DataType);
        var box = Assert.IsType<StructType>(Assert.IsType<ListType>(schema.FieldsList[1].DataType).ValueDataType);
        Assert.Equal(["class_id", "left", "top", "width", "height"], box.Fields.Select(f => f.Name));
        Assert.Equal(40, rows.Count);
        Assert.Equal(
            "bytes of image 4|[{0;111;134;61;4},{5;161;250;80;50.5}]|{500;400;3}|'1'|1.5|[1,0,8]|'{\"class-map\":{\"0\":\"dog\"}}'", rows[4]);
        Assert.StartsWith("bytes of image 5|", rows[5], StringComparison.Ordinal);
        Assert.Contains("|NaN|[]|", rows[5], StringComparison.Ordinal);
    }

    [Fact]
    public void FromAugmentedManifest_GivenAnyModeGzipAndSteps_GivesTheSameRows()
    {
        // given
        var text = string.Concat(Enumerable.Range(0, 40).Select(i => Line(i) + "\n"));
        var plain = Manifest(text, "source-ref", "bounding-box", "tags");
        using (var packed = new GZipStream(File.Create(_folder.File("all.manifest.gz")), CompressionLevel.Fastest))
        {
            packed.Write(Encoding.UTF8.GetBytes(text));
        }

        var expected = Read(plain);

        // when, then
        foreach (var mode in Enum.GetValues<InputMode>())
        {
            foreach (var location in new[] { _folder.File("all.manifest"), "remote://bucket/all.manifest", "remote://bucket/all.manifest.gz" })
            {
                var channel = DataChannel.FromAugmentedManifest(location, "source-ref", "bounding-box", "tags").WithInputMode(mode);
                Assert.Equal(expected, Read(channel));
                Assert.Equal(expected.Where((_, i) => i % 3 == 1), Read(channel.Shard(1, 3, ShardBy.Object)));
                Assert.Equal(Read(plain.Shuffle(3).Split(0.5).Train), Read(channel.Shuffle(3).Split(0.5).Train));
            }
        }
    }

    [Fact]
    public void FromAugmentedManifest_GivenPathsBesideALocalManifest_ReadsThem() =>
        Assert.Equal(["bytes of image 7"], Read(Manifest(Line(7, root: ""), "source-ref")));

    [Theory]
    [InlineData("{\"a\":1}\n{\"b\":2}", "a", 2, "does not have this attribute")]
    [InlineData("{\"a\":1}\n[1]", "a", 2, "is not one JSON object")]
    [InlineData("{\"a\":1}\n\n{\"a\":", "a", 3, "is not one JSON object")]
    [InlineData("{\"a-ref\":\"images/1.jpg\"}\n{\"a-ref\":\"images/none.jpg\"}", "a-ref", 2, "the object cannot be read")]
    [InlineData("{\"a-ref\":\"nowhere://b/1.jpg\"}", "a-ref", 1, "No object store serves 'nowhere://'")]
    [InlineData("{\"a-ref\":null}", "a-ref", 1, "names no object")]
    [InlineData("{\"a\":{\"annotations\":[{\"class_id\":1,\"left\":1,\"top\":1,\"width\":-1,\"height\":1}]}}", "a", 1, "'width' of annotation 1 to be a number of pixels, at least 0")]
    [InlineData("{\"a\":{\"annotations\":[{\"left\":1}]}}", "a", 1, "'class_id' of annotation 1")]
    public void Read_GivenBadLine_NamesLineAndAttribute(string text, string attribute, long line, string expected)
    {
        var error = Assert.Throws<DataFormatException>(() => Read(Manifest(text, attribute)));

        Assert.Equal(_folder.File("all.manifest"), error.DataSource);
        Assert.Equal(line, error.Line);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GivenTextAfterAThousandNumbers_NamesTheLine()
    {
        var text = string.Concat(Enumerable.Repeat("{\"a\":1}\n", 1_000)) + "{\"a\":\"x\"}\n";

        var error = Assert.Throws<DataFormatException>(() => Read(Manifest(text, "a")));

        Assert.Equal(1_001, error.Line);
        Assert.Contains("expected a number, as in the lines before", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GivenNumbersAndTexts_KeepsThemAsTheyAreWritten() =>
        Assert.Equal(["'1'", "'x'", "null"], Read(Manifest("{\"a\":1}\n{\"a\":\"x\"}\n{\"a\":null}", "a")));

    [Fact]
    public void Read_GivenEmptyManifest_SaysSo() =>
        Assert.Contains("no lines", Assert.Throws<DataFormatException>(() => Read(Manifest("\n", "a"))).Message, StringComparison.Ordinal);

    [Fact]
    public void FromAugmentedManifest_GivenNoOrTwiceTheSameName_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => DataChannel.FromAugmentedManifest("a"));
        Assert.Throws<ArgumentException>(() => DataChannel.FromAugmentedManifest("a", "x", "x"));
    }
}
