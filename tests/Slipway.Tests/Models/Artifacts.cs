using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Models;

namespace Slipway.Tests.ModelTests;

/// <summary>Makes artifacts, whole and hostile. Archives are packed and unpacked by System.Formats.Tar, which Slipway itself does not
/// use.</summary>
internal static class Artifacts
{
    public static SlipwayServices Services { get; } = SlipwayServices.Default.AddAlgorithm<Notebook>();

    public static NotebookModel Model(float firstWeight = 0.5f, string note = "Grüße, 日本, \"quoted\"") => new(
        [firstWeight, -1.25f, 3e-38f, float.MaxValue, 0, -0.0f], [Math.PI, double.Epsilon], [int.MinValue, 7],
        new JsonObject { ["text"] = note, ["numbers"] = new JsonArray(1, 2.5, -1e-300) }, Encoding.UTF8.GetBytes("engine's own format\n"));

    public static TrainedModel Trained(Model? model = null, Algorithm? algorithm = null, ModelLineage? lineage = null) => new(
        model ?? Model(), algorithm ?? new Notebook { Scale = 0.1, Layers = [5] }, null,
        [new TrainingMetric("train:loss", 0.25, MetricDirection.Minimize, 3, DateTimeOffset.UnixEpoch.AddDays(1))],
        lineage ?? new ModelLineage
        {
            JobName = "job-1",
            CreatedAt = DateTimeOffset.UnixEpoch.AddDays(2),
            StartedAt = DateTimeOffset.UnixEpoch,
            Seed = ulong.MaxValue,
            TrainingRows = 5_000_000_000,
            DataFingerprint = "abc",
            KernelPath = "V256",
            Hardware = "X64, 2 processors",
            SlipwayVersion = "0.1.0",
            RuntimeVersion = ".NET 10",
            ContinuedFrom = "0123",
            Tags = new Dictionary<string, string> { ["team"] = "cellar" },
        });

    public static byte[] Bytes(TrainedModel? model = null, string writtenBy = "0.1.0")
    {
        using var owned = model is null ? Trained() : null;
        using var stream = new MemoryStream();
        ArtifactContent.Of(model ?? owned!, writtenBy).WriteTo(stream);
        return stream.ToArray();
    }

    public static TrainedModel Load(byte[] archive, SlipwayServices? services = null, ArtifactLimits? limits = null) =>
        new ArtifactReader("model.tar.gz", limits ?? ArtifactLimits.Default).ReadArchive(
            new MemoryStream(archive, writable: false), archive.Length, services ?? Services, TestContext.Current.CancellationToken);

    public static string Refuse(byte[] archive, SlipwayServices? services = null, ArtifactLimits? limits = null)
    {
        var error = Assert.Throws<ArtifactException>(() => Load(archive, services, limits));
        Assert.Equal("model.tar.gz", error.Artifact);
        return error.Message;
    }

    public static byte[] Gunzip(byte[] archive)
    {
        using var gzip = new GZipStream(new MemoryStream(archive), CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }

    public static byte[] Gzip(byte[] content)
    {
        using var archive = new MemoryStream();
        using (var gzip = new GZipStream(archive, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return archive.ToArray();
    }

    public static List<(string Name, byte[] Content)> Unpack(byte[] archive)
    {
        var files = new List<(string, byte[])>();
        using var tar = new TarReader(new MemoryStream(Gunzip(archive)));
        while (tar.GetNextEntry() is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            files.Add((entry.Name, content.ToArray()));
        }

        return files;
    }

    public static byte[] Pack(IEnumerable<(string Name, byte[] Content)> files) =>
        Pack(files.Select(f => (TarEntry)new UstarTarEntry(TarEntryType.RegularFile, f.Name) { DataStream = new MemoryStream(f.Content) }));

    public static byte[] Pack(IEnumerable<TarEntry> entries)
    {
        using var content = new MemoryStream();
        using (var tar = new TarWriter(content, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                tar.WriteEntry(entry);
            }
        }

        return Gzip(content.ToArray());
    }

    /// <summary>Packs files whose manifest, the first, is given the sizes, hashes and digest of the others.</summary>
    public static byte[] Signed(List<(string Name, byte[] Content)> files)
    {
        var manifest = JsonNode.Parse(files[0].Content)!.AsObject();
        var hashes = files.Skip(1).Select(f => KeyValuePair.Create(f.Name, Convert.ToHexStringLower(SHA256.HashData(f.Content)))).ToList();
        foreach (var ((name, hash), (_, content)) in hashes.Zip(files.Skip(1)))
        {
            (manifest["entries"]![name]!["size"], manifest["entries"]![name]!["sha256"]) = (content.Length, hash);
        }

        var identity = new JsonObject(new[] { "algorithm", "task", "hyperparameters", "schema", "values" }
            .Select(n => KeyValuePair.Create(n, manifest[n]?.DeepClone())));
        manifest["digest"] = ArtifactContent.DigestOf(identity, hashes.Where(h => h.Key != "lineage.json"));
        return Pack([(files[0].Name, Encoding.UTF8.GetBytes(manifest.ToJsonString())), .. files.Skip(1)]);
    }

    /// <summary>The archive with its manifest changed, everything else as it was.</summary>
    public static byte[] WithManifest(byte[] archive, Action<JsonObject> change)
    {
        var files = Unpack(archive);
        var manifest = JsonNode.Parse(files[0].Content)!.AsObject();
        change(manifest);
        files[0] = (files[0].Name, Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        return Pack(files);
    }
}
