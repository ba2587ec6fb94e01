using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.Models;

/// <summary>
/// A model as the files of its artifact. The digest covers what decides predictions (weights, features, hyperparameters, values, engine files)
/// in canonical form; job, time, hardware and versions are in <c>lineage.json</c>, outside it.
/// </summary>
internal sealed class ArtifactContent
{
    private readonly List<ArtifactEntry> _entries;

    private ArtifactContent(List<ArtifactEntry> entries, string digest)
    {
        _entries = entries;
        Digest = digest;
    }

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public string Digest { get; }

    public static ArtifactContent Of(TrainedModel model)
    {
        var parts = ModelParts.Of(model.Model);
        var description = model.Algorithm.Describe();
        var identity = new JsonObject
        {
            ["algorithm"] = description.Id,
            ["task"] = TaskNames.Of(description.Task),
            ["hyperparameters"] = model.Algorithm.ToHyperparameters(),
            ["values"] = new JsonObject(parts.Values.Select(v => KeyValuePair.Create(v.Key, v.Value?.DeepClone()))),
        };
        var decisive = new List<ArtifactEntry>();
        if (model.Features is { } features)
        {
            decisive.Add(ArtifactEntry.Of(ArtifactNames.Features, CanonicalJson.Indented(features.ToJson())));
        }

        var weights = new SafetensorsWriter(parts.Tensors);
        decisive.Add(new ArtifactEntry(ArtifactNames.Weights, weights.Length, weights.Visit, weights.OpenRead));
        decisive.AddRange(parts.Files.Select(f => ArtifactEntry.Of(ArtifactNames.FilesFolder + f.Key, f.Value)));
        var digest = DigestOf(identity, decisive.Select(e => KeyValuePair.Create(e.Name, e.Sha256)));

        List<ArtifactEntry> listed = [.. decisive, ArtifactEntry.Of(ArtifactNames.Lineage, CanonicalJson.Indented(LineageJson.Write(model)))];
        var manifest = new JsonObject
        {
            ["format"] = ArtifactNames.Format,
            ["version"] = ArtifactNames.Version,
            ["digest"] = digest,
        };
        foreach (var (name, value) in identity)
        {
            manifest[name] = value?.DeepClone();
        }

        manifest["entries"] = new JsonObject(listed.Select(e => KeyValuePair.Create(e.Name, (JsonNode?)new JsonObject
        {
            ["size"] = e.Length,
            ["sha256"] = e.Sha256,
        })));
        return new ArtifactContent([ArtifactEntry.Of(ArtifactNames.Manifest, CanonicalJson.Indented(manifest)), .. listed], digest);
    }

    /// <summary>The digest of what was read or is to be written.</summary>
    public static string DigestOf(JsonObject identity, IEnumerable<KeyValuePair<string, string>> decisive)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, "identity", CanonicalJson.Sorted(identity));
        foreach (var (name, sha256) in decisive)
        {
            Append(hash, name, Encoding.ASCII.GetBytes(sha256));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Writes the archive: fixed order, no times, no owners, so that equal models give equal bytes but for their lineage.</summary>
    public void WriteTo(Stream stream)
    {
        using var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        using var tar = new TarWriter(gzip, TarEntryFormat.Ustar, leaveOpen: true);
        foreach (var entry in _entries)
        {
            using var content = entry.Open();
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, entry.Name)
            {
                DataStream = content,
                ModificationTime = DateTimeOffset.UnixEpoch,
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            });
        }
    }

    private static void Append(IncrementalHash hash, string name, ReadOnlySpan<byte> content)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, name.Length);
        hash.AppendData(length);
        hash.AppendData(Encoding.UTF8.GetBytes(name));
        BinaryPrimitives.WriteInt64LittleEndian(length, content.Length);
        hash.AppendData(length);
        hash.AppendData(content);
    }
}
