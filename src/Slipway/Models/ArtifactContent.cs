using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.Models;

/// <summary>
/// A model as the files of its artifact. The digest covers what decides predictions (weights, features, hyperparameters, values, engine
/// files) in canonical form; job, time, hardware and versions are in <c>lineage.json</c>, outside it.
/// </summary>
internal sealed class ArtifactContent
{
    /// <summary>
    /// Beyond this size the archive is stored, not deflated: content that shrinks more than <see cref="ArtifactLimits.CompressionRatio"/>
    /// allows could otherwise be saved but not loaded.
    /// </summary>
    private const long LargestDeflated = 64L << 20;

    private const int ProbeBytes = 64 << 10;
    private const double LeastShrinkage = 0.9;

    private readonly List<ArtifactEntry> _entries;

    private ArtifactContent(List<ArtifactEntry> entries, string digest)
    {
        _entries = entries;
        Digest = digest;
    }

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public string Digest { get; }

    /// <summary>Lays out a model and hashes its parts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="writtenBy">Package version to name; null means this one.</param>
    /// <exception cref="ArgumentException">More files or more JSON than <see cref="TrainedModel.LoadAsync"/> reads back.</exception>
    public static ArtifactContent Of(TrainedModel model, string? writtenBy = null)
    {
        var parts = ModelParts.Of(model.Model);
        var description = model.Algorithm.Describe();
        var identity = new JsonObject
        {
            ["algorithm"] = description.Id,
            ["task"] = TaskNames.Of(description.Task),
            ["hyperparameters"] = model.Algorithm.ToHyperparameters(),
            ["schema"] = SchemaOf(model),
            ["values"] = new JsonObject(parts.Values.Select(v => KeyValuePair.Create(v.Key, v.Value?.DeepClone()))),
        };
        var decisive = new List<ArtifactEntry>();
        if (model.Features is { } features)
        {
            decisive.Add(Json(ArtifactNames.Features, features.ToJson()));
        }

        decisive.Add(new ArtifactEntry(ArtifactNames.Weights, new SafetensorsWriter(parts.Tensors)));
        decisive.AddRange(parts.Files.Select(f => new ArtifactEntry(ArtifactNames.FilesFolder + f.Key, f.Value)));
        if (parts.Files.Count > ArtifactNames.MaxFiles)
        {
            throw new ArgumentException(
                $"A model keeps {parts.Files.Count} files; at most {ArtifactNames.MaxFiles} are read back. Keep fewer, larger files.");
        }

        var digest = DigestOf(identity, decisive.Select(e => KeyValuePair.Create(e.Name, e.Sha256)));

        List<ArtifactEntry> listed = [.. decisive, Json(ArtifactNames.Lineage, LineageJson.Write(model))];
        var manifest = new JsonObject
        {
            ["format"] = ArtifactNames.Format,
            ["version"] = ArtifactNames.Version,
            ["written_by"] = writtenBy ?? ArtifactNames.PackageVersion,
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
        return new ArtifactContent([Json(ArtifactNames.Manifest, manifest), .. listed], digest);
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

    /// <summary>Writes the archive: fixed order, no times, no owners, so that equal models give equal bytes but for their
    /// lineage.</summary>
    /// <param name="stream">Receives the bytes; neither flushed nor disposed.</param>
    /// <param name="cancellationToken">Seen within 1 MiB.</param>
    public void WriteTo(Stream stream, CancellationToken cancellationToken = default)
    {
        // RFC 1952: deflate, no name, no time, unknown system. GZipStream would write the system, and so differ between machines.
        stream.Write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]);
        var crc = new Crc32();
        var length = 0L;
        var deflate = new DeflateStream(stream, ChooseLevel(), leaveOpen: true);
        foreach (var entry in _entries)
        {
            Write(TarHeader.Write(entry.Name, entry.Length));
            entry.Visit(Write);
            Write(new byte[TarHeader.Padding(entry.Length)]);
        }

        Write(new byte[2 * TarHeader.BlockSize]);

        // Only here: after a failed write, disposing would write again and hide the failure.
        deflate.Dispose();
        Span<byte> trailer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, crc.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], unchecked((uint)length));
        stream.Write(trailer);

        void Write(ReadOnlySpan<byte> bytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            crc.Append(bytes);
            length += bytes.Length;
            deflate.Write(bytes);
        }
    }

    /// <summary>Deflates only what shrinks: the fast level makes dense float32 weights 6 % larger, and takes longer than storing
    /// them.</summary>
    private CompressionLevel ChooseLevel()
    {
        var total = _entries.Sum(e => e.Length);
        return total <= LargestDeflated && _entries.Sum(Deflated) < LeastShrinkage * total
            ? CompressionLevel.Fastest
            : CompressionLevel.NoCompression;
    }

    /// <summary>Size of an entry after deflation, judged by its beginning.</summary>
    private static double Deflated(ArtifactEntry entry)
    {
        var head = entry.Head(ProbeBytes);
        using var deflated = new MemoryStream();
        using (var deflate = new DeflateStream(deflated, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(head);
        }

        return head.Length == 0 ? 0 : entry.Length * (double)deflated.Length / head.Length;
    }

    private static JsonObject SchemaOf(TrainedModel model) => new()
    {
        ["label"] = model.Label?.Column,
        ["classes"] = new JsonArray([.. model.Classes.Select(c => (JsonNode?)c)]),
        ["feature_count"] = model.Features?.FeatureCount ?? 0,
        ["inputs"] = new JsonArray([.. (model.Features?.Inputs ?? []).Select(i => new JsonObject
        {
            ["name"] = i.Name,
            ["kind"] = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(i.Kind.ToString()),
            ["width"] = i.Width,
        })]),
    };

    private static ArtifactEntry Json(string name, JsonObject content)
    {
        var utf8 = CanonicalJson.Indented(content);
        return utf8.Length <= ArtifactNames.MaxJsonBytes
            ? new ArtifactEntry(name, utf8)
            : throw new ArgumentException(
                $"{name} would have {utf8.Length} bytes; at most {ArtifactNames.MaxJsonBytes} are read back. "
                + "Keep large parts of a model as tensors or files.");
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
