using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Models;

namespace Slipway.Tests.ModelTests;

public class ArtifactHostileTests
{
    private static readonly byte[] Valid = Artifacts.Bytes();

    [Fact]
    public void Load_GivenEveryTruncation_Refuses()
    {
        for (var length = 0; length < Valid.Length; length++)
        {
            Artifacts.Refuse(Valid[..length]);
        }
    }

    [Fact]
    public void Load_GivenTruncatedTarInWholeGzip_Refuses()
    {
        var content = Artifacts.Gunzip(Valid);
        for (var length = 0; length < content.Length - 1024; length += 256)
        {
            Assert.Contains("truncated", Artifacts.Refuse(Artifacts.Gzip(content[..length])), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_GivenAppendedBytes_Refuses()
    {
        Assert.Contains("appended", Artifacts.Refuse([.. Valid, 0]), StringComparison.Ordinal);
        Assert.Contains("not", Artifacts.Refuse([.. Valid, .. Valid]), StringComparison.Ordinal);
        Assert.Contains("follows", Artifacts.Refuse(Artifacts.Gzip([.. Artifacts.Gunzip(Valid), 1])), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_GivenNoGzip_Refuses()
    {
        var message = Artifacts.Refuse(Encoding.UTF8.GetBytes("PK\u0003\u0004 this is a zip, or a page that says 404"));

        Assert.Contains("not a valid Slipway model", message, StringComparison.Ordinal);
        Assert.Contains("save the model again", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_GivenGzipWithoutTar_NamesTheMagic() =>
        Assert.Contains("'ustar'", Artifacts.Refuse(Artifacts.Gzip(new byte[512].Select(_ => (byte)'x').ToArray())),
            StringComparison.Ordinal);

    [Fact]
    public void Load_GivenEmptyTar_SaysEmpty() =>
        Assert.Contains("empty", Artifacts.Refuse(Artifacts.Gzip(new byte[1024])), StringComparison.Ordinal);

    [Theory]
    [InlineData("../slipway.json")]
    [InlineData("files/../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("files\\..\\x")]
    public void Load_GivenPathThatLeadsOut_Refuses(string name)
    {
        var message = Artifacts.Refuse(Artifacts.Pack(Artifacts.Unpack(Valid).Append((name, [1]))));

        Assert.Contains($"'{name}'", message, StringComparison.Ordinal);
        Assert.Contains("leads out", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("extra.txt")]
    [InlineData("files/")]
    [InlineData("files/a/b")]
    [InlineData("./weights.safetensors")]
    [InlineData("SLIPWAY.JSON")]
    public void Load_GivenForeignEntry_Refuses(string name) => Assert.Contains(
        $"'{name}'", Artifacts.Refuse(Artifacts.Pack(Artifacts.Unpack(Valid).Append((name, [])))), StringComparison.Ordinal);

    [Fact]
    public void Load_GivenUnlistedEngineFile_Refuses() => Assert.Contains(
        "'files/other' is not listed", Artifacts.Refuse(Artifacts.Pack(Artifacts.Unpack(Valid).Append(("files/other", [1])))),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("slipway.json")]
    [InlineData("weights.safetensors")]
    [InlineData("lineage.json")]
    public void Load_GivenEntryTwice_Refuses(string name)
    {
        var files = Artifacts.Unpack(Valid);

        Assert.Contains($"'{name}'", Artifacts.Refuse(Artifacts.Pack(files.Append(files.Single(f => f.Name == name)))),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("slipway.json")]
    [InlineData("weights.safetensors")]
    [InlineData("files/engine.txt")]
    [InlineData("lineage.json")]
    public void Load_GivenEntryLess_NamesIt(string name) => Assert.Contains(
        name, Artifacts.Refuse(Artifacts.Pack(Artifacts.Unpack(Valid).Where(f => f.Name != name))), StringComparison.Ordinal);

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, "a symbolic link")]
    [InlineData(TarEntryType.HardLink, "a hard link")]
    [InlineData(TarEntryType.CharacterDevice, "a device")]
    [InlineData(TarEntryType.BlockDevice, "a device")]
    [InlineData(TarEntryType.Fifo, "a pipe")]
    [InlineData(TarEntryType.Directory, "a folder")]
    public void Load_GivenEntryThatIsNoFile_SaysWhat(TarEntryType type, string expected)
    {
        var entry = new UstarTarEntry(type, "files/x");
        if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
        {
            entry.LinkName = "/etc/passwd";
        }

        Assert.Contains(expected, Artifacts.Refuse(Artifacts.Pack([entry])), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_GivenExtendedHeaderOfTwoGigabytes_TakesNoMemoryForIt()
    {
        // What System.Formats.Tar would allocate before reading on.
        var header = TarHeader.Write("pax", int.MaxValue - 100);
        header[156] = (byte)'x';
        FixChecksum(header);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Artifacts.Refuse(Artifacts.Gzip(header));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Load_GivenDeclaredSizeThatCannotBe_TakesNoMemoryForIt()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        var message = Artifacts.Refuse(Artifacts.Gzip(TarHeader.Write("slipway.json", 12L << 30)));

        Assert.Contains("bomb", message, StringComparison.Ordinal);
        Assert.Contains("ArtifactLimits.CompressionRatio", message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Load_GivenBomb_StopsEarly()
    {
        // 200 MiB of zeros in 200 KiB, behind a whole model: only reading on shows it.
        using var archive = new MemoryStream();
        using (var gzip = new GZipStream(archive, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(Artifacts.Gunzip(Valid));
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 200; i++)
            {
                gzip.Write(zeros);
            }
        }

        Assert.Contains("bomb", Artifacts.Refuse(archive.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_GivenMoreThanTotalBytes_NamesTheOption() => Assert.Contains(
        "ArtifactLimits.TotalBytes", Artifacts.Refuse(Valid, limits: new ArtifactLimits { TotalBytes = 3000 }), StringComparison.Ordinal);

    [Fact]
    public void Load_GivenMoreEntriesThanAllowed_NamesTheOption()
    {
        Assert.Contains("ArtifactLimits.Entries", Artifacts.Refuse(Valid, limits: new ArtifactLimits { Entries = 3 }),
            StringComparison.Ordinal);
        Artifacts.Load(Valid, limits: new ArtifactLimits { Entries = 4 }).Dispose();
    }

    [Theory]
    [InlineData("size", 71)]
    [InlineData("sha256", "00")]
    [InlineData("size", "many")]
    [InlineData("sha256", null)]
    public void Load_GivenWrongListing_NamesTheEntry(string property, object? value) => Assert.Contains(
        "files/engine.txt",
        Artifacts.Refuse(Artifacts.WithManifest(
            Valid, m => m["entries"]!["files/engine.txt"]![property] = value switch { int i => i, string s => s, _ => null })),
        StringComparison.Ordinal);

    [Fact]
    public void Load_GivenChangedContent_SaysDamaged()
    {
        var files = Artifacts.Unpack(Valid);
        for (var i = 1; i < files.Count; i++)
        {
            var changed = files.ToList();
            changed[i] = (files[i].Name, [.. files[i].Content[..^1], (byte)(files[i].Content[^1] ^ 1)]);
            Assert.Contains($"'{files[i].Name}' is damaged", Artifacts.Refuse(Artifacts.Pack(changed)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_GivenChangedHyperparameterOrValue_SeesItByTheDigest()
    {
        Assert.Contains("digest", Artifacts.Refuse(Artifacts.WithManifest(Valid, m => m["hyperparameters"]!["scale"] = 3.0)),
            StringComparison.Ordinal);
        Assert.Contains("digest", Artifacts.Refuse(Artifacts.WithManifest(Valid, m => m["values"]!["note"] = null)),
            StringComparison.Ordinal);
        Assert.Contains("digest", Artifacts.Refuse(Artifacts.WithManifest(Valid, m => m["digest"] = new string('0', 64))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_GivenEveryManifestPropertyMissingOrOfAnotherType_Refuses()
    {
        var manifest = JsonNode.Parse(Artifacts.Unpack(Valid)[0].Content)!.AsObject();
        foreach (var name in manifest.Select(p => p.Key).Where(k => k != "written_by"))
        {
            Artifacts.Refuse(Artifacts.WithManifest(Valid, m => m.Remove(name)));
            Artifacts.Refuse(Artifacts.WithManifest(Valid, m => m[name] = new JsonArray(1)));
            Artifacts.Refuse(Artifacts.WithManifest(Valid, m => m[name] = null));
        }
    }

    [Fact]
    public void Load_GivenManifestWithDuplicateProperty_Refuses()
    {
        var files = Artifacts.Unpack(Valid);
        files[0] = (files[0].Name, Encoding.UTF8.GetBytes("{\"format\":\"slipway-model\",\"format\":\"slipway-model\"}"));

        Assert.Contains("format", Artifacts.Refuse(Artifacts.Pack(files)), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_GivenNewerFormat_SaysWhichPackageToUpdateTo()
    {
        var message = Artifacts.Refuse(Artifacts.WithManifest(Valid, m => (m["version"], m["written_by"]) = (2, "9.8.7")));

        Assert.Contains("version 2", message, StringComparison.Ordinal);
        Assert.Contains("Update the package Slipway to 9.8.7", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_GivenUnknownAlgorithm_SaysAddAlgorithm()
    {
        var message = Artifacts.Refuse(Valid, SlipwayServices.Default);

        Assert.Contains($"'{Notebook.Id}'", message, StringComparison.Ordinal);
        Assert.Contains("AddAlgorithm<T>()", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_GivenHyperparameterThatTheAlgorithmLacks_NamesIt()
    {
        var message = Artifacts.Refuse(Valid, SlipwayServices.Default.AddAlgorithm<NotebookWithoutLayers>());

        Assert.Contains("layers", message, StringComparison.Ordinal);
        Assert.Contains("hyperparameters do not fit", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_GivenHyperparameterOutOfRange_NamesIt()
    {
        using var model = Artifacts.Trained(algorithm: new Notebook { Scale = 11 });

        Assert.Contains("Scale is 11", Artifacts.Refuse(Artifacts.Bytes(model)), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_GivenModelCodeThatFails_NamesTheAlgorithm()
    {
        using var model = Artifacts.Trained(new NotebookModel(new float[6], new double[2], [], null, []));
        var message = Artifacts.Refuse(Artifacts.Bytes(model), SlipwayServices.Default.AddAlgorithm<NotebookThatFails>());

        Assert.Contains(Notebook.Id, message, StringComparison.Ordinal);
        Assert.Contains("train again", message, StringComparison.Ordinal);
    }

    internal static void FixChecksum(Span<byte> header)
    {
        header.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var b in header[..512])
        {
            sum += b;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ", header[148..]);
    }
}
