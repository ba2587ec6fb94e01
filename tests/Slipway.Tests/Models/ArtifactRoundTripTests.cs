using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Slipway.Models;

namespace Slipway.Tests.ModelTests;

public sealed class ArtifactRoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LoadAsync_GivenSavedModel_GivesEverythingBack()
    {
        using var model = Artifacts.Trained();
        var file = _folder.File("wine.tar.gz");

        await model.SaveAsync(file, Artifacts.Services, Token);
        using var loaded = await TrainedModel.LoadAsync(file, Artifacts.Services, cancellationToken: Token);

        var (before, after) = ((NotebookModel)model.Model, (NotebookModel)loaded.Model);
        Assert.Equal(before.Weight.Select(BitConverter.SingleToInt32Bits), after.Weight.Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(before.Bias, after.Bias);
        Assert.Equal(before.Order, after.Order);
        Assert.True(JsonNode.DeepEquals(before.Note, after.Note), after.Note?.ToJsonString());
        Assert.Equal(before.Engine, after.Engine);
        Assert.True(model.Algorithm.SameAs(loaded.Algorithm), loaded.Algorithm.ToString());
        Assert.Equal(model.Metrics, loaded.Metrics);
        Assert.Equal(model.Lineage with { Tags = loaded.Lineage.Tags }, loaded.Lineage);
        Assert.Equal(model.Lineage.Tags, loaded.Lineage.Tags);
        Assert.Equal(model.Digest, loaded.Digest);
        Assert.Matches("^[0-9a-f]{64}$", loaded.Digest);
    }

    [Theory]
    [InlineData("models/wine", "models/wine/model.tar.gz")]
    [InlineData("job #1 50%?/output", "job #1 50%?/output/model.tar.gz")]
    [InlineData("job-7/output/model.tar.gz", "job-7/output/model.tar.gz")]
    public async Task SaveAsync_GivenFolderOrFile_WritesModelTarGz(string target, string file)
    {
        using var model = Artifacts.Trained();

        await model.SaveAsync(_folder.File(target), Artifacts.Services, Token);

        Assert.True(File.Exists(_folder.File(file)), string.Join(", ", Directory.GetFiles(_folder.Root, "*", SearchOption.AllDirectories)));
        foreach (var place in new[] { target, file, Path.GetDirectoryName(file)! })
        {
            using var loaded = await TrainedModel.LoadAsync(_folder.File(place), Artifacts.Services, cancellationToken: Token);
            Assert.Equal(model.Digest, loaded.Digest);
        }
    }

    [Fact]
    public async Task LoadAsync_GivenJobDirectory_FindsOutput()
    {
        using var model = Artifacts.Trained();
        await model.SaveAsync(_folder.File("job/output"), Artifacts.Services, Token);

        using var loaded = await TrainedModel.LoadAsync(_folder.File("job"), Artifacts.Services, cancellationToken: Token);

        Assert.Equal(model.Digest, loaded.Digest);
    }

    [Fact]
    public async Task LoadAsync_GivenUnpackedArtifact_ReadsTheFolder()
    {
        using var model = Artifacts.Trained();
        Unpack(Artifacts.Bytes(model));

        using var loaded = await TrainedModel.LoadAsync(_folder.File("unpacked"), Artifacts.Services, cancellationToken: Token);

        Assert.Equal(model.Digest, loaded.Digest);
    }

    [Theory]
    [InlineData("notes.txt", "'notes.txt' does not belong to a model")]
    [InlineData("files/extra", "'files/extra' is not listed in slipway.json")]
    [InlineData(null, "weights.safetensors is missing")]
    public async Task LoadAsync_GivenUnpackedArtifactWithAnotherFileOrOneLess_Refuses(string? extra, string expected)
    {
        Unpack(Artifacts.Bytes());
        if (extra is null)
        {
            File.Delete(_folder.File("unpacked/weights.safetensors"));
        }
        else
        {
            await File.WriteAllTextAsync(_folder.File($"unpacked/{extra}"), "?", Token);
        }

        var error = await Assert.ThrowsAsync<ArtifactException>(
            async () => await TrainedModel.LoadAsync(_folder.File("unpacked"), Artifacts.Services, cancellationToken: Token));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_GivenNothingThere_NamesEveryPlaceItLooked()
    {
        var error = await Assert.ThrowsAsync<ArtifactException>(
            async () => await TrainedModel.LoadAsync(_folder.File("nowhere"), Artifacts.Services, cancellationToken: Token));

        Assert.Contains(_folder.File("nowhere/model.tar.gz"), error.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.File("nowhere/output/model.tar.gz"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_GivenCancelledToken_IsCancelled()
    {
        using var model = Artifacts.Trained();
        await model.SaveAsync(_folder.Root, Artifacts.Services, Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await TrainedModel.LoadAsync(_folder.Root, Artifacts.Services, cancellationToken: new CancellationToken(true)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await model.SaveAsync(_folder.File("other"), Artifacts.Services, new CancellationToken(true)));
        Assert.False(File.Exists(_folder.File("other/model.tar.gz")));
    }

    [Fact]
    public void WriteTo_GivenTinyModel_WritesGoldenBytes()
    {
        // The format on disk. A change of this hash is a change of the format: raise ArtifactNames.Version and keep reading the old one.
        var archive = Artifacts.Bytes();
        var content = Artifacts.Gunzip(archive);

        Assert.Equal("1F8B08000000000000FF", Convert.ToHexString(archive.AsSpan(0, 10)));
        Assert.Equal("de100d69c08ba49a484e9ab2f113f98b71f0309201360ed441707f0d9c4bca46",
            Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    [Fact]
    public void WriteTo_GivenSameModelTwice_WritesSameBytes() => Assert.Equal(Artifacts.Bytes(), Artifacts.Bytes());

    [Fact]
    public void WriteTo_GivenModel_IsAPlainTarOfNobodyAtNoTime()
    {
        using var tar = new System.Formats.Tar.TarReader(new MemoryStream(Artifacts.Gunzip(Artifacts.Bytes())));
        var names = new List<string>();
        while (tar.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name);
            Assert.Equal((0, 0, DateTimeOffset.UnixEpoch), (entry.Uid, entry.Gid, entry.ModificationTime));
            Assert.Equal(System.Formats.Tar.TarEntryFormat.Ustar, entry.Format);
        }

        Assert.Equal(["slipway.json", "weights.safetensors", "files/engine.txt", "lineage.json"], names);
    }

    [Fact]
    public void Digest_GivenOtherLineage_IsEqual()
    {
        using var first = Artifacts.Trained();
        using var second = Artifacts.Trained(lineage: new ModelLineage { JobName = "another", Hardware = "Arm64" });

        Assert.Equal(first.Digest, second.Digest);
    }

    [Fact]
    public void Digest_GivenAnyChangeThatDecidesPredictions_Differs()
    {
        TrainedModel[] models =
        [
            Artifacts.Trained(),
            Artifacts.Trained(Artifacts.Model(firstWeight: BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(0.5f) + 1))),
            Artifacts.Trained(Artifacts.Model(note: "other")),
            Artifacts.Trained(algorithm: new Notebook { Scale = 0.2, Layers = [5] }),
            Artifacts.Trained(algorithm: new Notebook { Scale = 0.1, Layers = [5, 5] }),
            Artifacts.Trained(new NotebookModel([0.5f, -1.25f, 3e-38f, float.MaxValue, 0, -0.0f], [0, 0], [1], null, [1])),
        ];

        Assert.Equal(models.Length, models.Select(m => m.Digest).Distinct().Count());
        foreach (var model in models)
        {
            model.Dispose();
        }
    }

    [Theory]
    [InlineData(true, 0.99, 1.01)]
    [InlineData(false, 0.01, 0.2)]
    public void WriteTo_GivenDenseOrSparseWeights_DeflatesOnlyWhatShrinks(bool dense, double least, double most)
    {
        var random = new Random(1);
        int[] weights = [.. Enumerable.Range(0, 200_000).Select(i => dense || i % 100 == 0
            ? BitConverter.SingleToInt32Bits(random.NextSingle() - 0.5f)
            : 0)];
        using var model = Artifacts.Trained(new NotebookModel(new float[6], new double[2], weights, null, []));

        var archive = Artifacts.Bytes(model);
        using var loaded = Artifacts.Load(archive);

        Assert.InRange(archive.Length / (weights.Length * 4.0), least, most);
        Assert.Equal(weights, ((NotebookModel)loaded.Model).Order);
    }

    [Fact]
    public void Load_GivenLargeModelOfZeros_IsNotTakenForABomb()
    {
        // 80 MiB of zeros would deflate a thousandfold: an L1-regularised model must not be saved so that it cannot be loaded.
        using var model = Artifacts.Trained(new NotebookModel(new float[6], new double[2], new int[20 << 20], null, []));

        var archive = Artifacts.Bytes(model);
        using var loaded = Artifacts.Load(archive);

        Assert.Equal(20 << 20, ((NotebookModel)loaded.Model).Order.Length);
        Assert.Equal(model.Digest, loaded.Digest);
    }

    private void Unpack(byte[] archive)
    {
        foreach (var (name, content) in Artifacts.Unpack(archive))
        {
            var file = _folder.File(Path.Combine("unpacked", name));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }
    }
}
