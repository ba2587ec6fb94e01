using Slipway.Data;

namespace Slipway.Tests.Data.Modes;

/// <summary>Manifests that list objects.</summary>
public sealed class ManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ManifestTests()
    {
        _folder.Write("b/2.csv", "id\n2\n");
        _folder.Write("b/1.csv", "id\n1\n");
        _folder.Write("3 #.csv", "id\n3\n");
    }

    public void Dispose() => _folder.Dispose();

    private List<string> Read(string manifest)
    {
        using var reader = DataChannel.FromManifest(_folder.Write("list.manifest", manifest)).Open();
        return Rows.Read(reader);
    }

    [Fact]
    public void FromManifest_GivenPaths_ReadsThemInItsOrder() =>
        Assert.Equal(["2", "3", "1", "2"], Read("""[{"prefix": ""}, "b/2.csv", "3 #.csv", "b/1.csv", "b/2.csv"]"""));

    [Fact]
    public void FromManifest_GivenPrefix_PutsItBeforeEach() =>
        Assert.Equal(["1", "2"], Read($$"""[{"prefix": "file://{{_folder.File("b/")}}"}, "1.csv", "2.csv"]"""));

    [Theory]
    [InlineData("{\"prefix\": \"\"}", "it is no JSON array")]
    [InlineData("[{\"prefix\": \"\"}]", "it names no object")]
    [InlineData("[\"a.csv\", \"b.csv\"]", "first item is no {\"prefix\": ...}")]
    [InlineData("[{\"prefix\": \"\"}, 7]", "item 2 is no text but Number")]
    [InlineData("[{\"prefix\": \"\"}, \"b/1.csv\", \"\"]", "item 3 gives ''")]
    [InlineData("[{\"prefix\": \"\"}, \"b/1.csv", "it is not JSON")]
    public void FromManifest_GivenSomethingElse_SaysWhatIsWrong(string manifest, string expected)
    {
        var error = Assert.Throws<DataFormatException>(() => Read(manifest));

        Assert.Equal(_folder.File("list.manifest"), error.DataSource);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromManifest_GivenMissingObjects_NamesAll()
    {
        var error = Assert.Throws<DataFormatException>(() => Read("""[{"prefix": "b/"}, "1.csv", "8.csv", "2.csv", "9.csv"]"""));

        Assert.Contains("2 of 4 objects are not there", error.Message, StringComparison.Ordinal);
        Assert.Contains("8.csv (item 3)", error.Message, StringComparison.Ordinal);
        Assert.Contains("9.csv (item 5)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromManifest_GivenNoManifest_SaysSo() =>
        Assert.Contains("no such file", Assert.Throws<DataFormatException>(() => DataChannel.FromManifest(_folder.File("none")).Open()).Message, StringComparison.Ordinal);
}
