using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Features;

namespace Slipway.Models;

/// <summary>
/// Reads an artifact and verifies everything (names, kinds, sizes, hashes, digest) before any code of a model sees a byte. Nothing is written to
/// disk and no type is named by the file.
/// </summary>
internal sealed class ArtifactReader(string artifact, ArtifactLimits limits)
{
    private const int MaxJsonBytes = 256 << 20;
    private static readonly string[] IdentityNames = ["algorithm", "task", "hyperparameters", "values"];

    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);
    private JsonObject? _manifest;
    private SafetensorsFile? _weights;

    /// <summary>Reads <c>model.tar.gz</c>.</summary>
    /// <param name="archive">Compressed bytes.</param>
    /// <param name="services">Known algorithms.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public TrainedModel ReadArchive(Stream archive, SlipwayServices services, CancellationToken cancellationToken) => Guarded(() =>
    {
        using var counted = new CountingStream(archive);
        using var gzip = new GZipStream(counted, CompressionMode.Decompress);
        using var bounded = new BoundedStream(gzip, () => counted.Count, limits);
        using var tar = new TarReader(bounded);
        var count = 0;
        while (tar.GetNextEntry() is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++count > limits.Entries)
            {
                throw new FormatException($"more than {limits.Entries} files");
            }

            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            {
                throw new FormatException($"'{entry.Name}' is a {entry.EntryType}; only regular files are allowed");
            }

            Accept(entry.Name, entry.Length, entry.DataStream ?? Stream.Null, cancellationToken);
        }

        return Build(services);
    });

    /// <summary>Reads an unpacked artifact.</summary>
    /// <param name="open">Opens a file of the artifact by name; null when there is none.</param>
    /// <param name="services">Known algorithms.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public TrainedModel ReadUnpacked(Func<string, (Stream Content, long Length)?> open, SlipwayServices services, CancellationToken cancellationToken) => Guarded(() =>
    {
        Read(ArtifactNames.Manifest);
        foreach (var name in Listed().Select(e => e.Key).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            RequireName(name);
            Read(name);
        }

        return Build(services);

        void Read(string name)
        {
            var (content, length) = open(name) ?? throw new FormatException($"'{name}' is missing");
            using (content)
            {
                Accept(name, length, content, cancellationToken);
            }
        }
    });

    private void Accept(string name, long length, Stream content, CancellationToken cancellationToken)
    {
        if (_manifest is null)
        {
            if (name != ArtifactNames.Manifest)
            {
                throw new FormatException($"the first file is '{name}'; expected '{ArtifactNames.Manifest}': this is no Slipway model");
            }

            _manifest = ParseObject(name, ReadSmall(name, length, content));
            RequireKnownFormat();
            return;
        }

        RequireName(name);
        if (Listed()[name] is not JsonObject listed)
        {
            throw new FormatException($"'{name}' is not listed in {ArtifactNames.Manifest}");
        }

        if (_hashes.ContainsKey(name))
        {
            throw new FormatException($"'{name}' is there twice");
        }

        if (Get<long>(listed, "size", name) != length)
        {
            throw new FormatException($"'{name}' has {length} bytes; {ArtifactNames.Manifest} says {Get<long>(listed, "size", name)}");
        }

        using var hashing = new HashingStream(content, length);
        if (name == ArtifactNames.Weights)
        {
            _weights = SafetensorsReader.Read(hashing, length, cancellationToken);
        }
        else
        {
            _files[name] = ReadSmall(name, length, hashing);
        }

        var actual = hashing.Finish();
        if (actual != Get<string>(listed, "sha256", name))
        {
            throw new FormatException($"'{name}' is damaged: its SHA-256 is {actual}, {ArtifactNames.Manifest} says {Get<string>(listed, "sha256", name)}");
        }

        _hashes[name] = actual;
    }

    private TrainedModel Build(SlipwayServices services)
    {
        var manifest = _manifest ?? throw new FormatException("it is empty");
        var missing = Listed().Select(e => e.Key).Where(n => !_hashes.ContainsKey(n)).ToList();
        if (missing.Count > 0 || _weights is null)
        {
            throw new FormatException($"it ends before {string.Join(", ", missing.DefaultIfEmpty(ArtifactNames.Weights))}");
        }

        RequireDigest(manifest);
        var id = Get<string>(manifest, "algorithm", ArtifactNames.Manifest);
        var algorithm = services.CreateAlgorithm(id) ?? throw new ArtifactException(
            artifact,
            $"it was trained by algorithm '{id}', which is not known here (known are {string.Join(", ", services.AlgorithmIds.Order(StringComparer.Ordinal))}). " +
            "Add it by SlipwayServices.Default.AddAlgorithm<T>() (or AddSlipway().AddAlgorithm<T>()) and load the model with those services.");
        algorithm = algorithm.WithHyperparameters(Get(manifest, "hyperparameters"));
        var features = _files.TryGetValue(ArtifactNames.Features, out var json)
            ? FittedFeaturePipeline.FromJson(ParseObject(ArtifactNames.Features, json))
            : null;
        var reader = new StoredModelReader(
            artifact, features?.FeatureCount ?? 0, features?.Label?.Classes ?? [], _weights.Tensors, Get(manifest, "values").ToDictionary(StringComparer.Ordinal),
            _files.Where(f => f.Key.StartsWith(ArtifactNames.FilesFolder, StringComparison.Ordinal))
                .ToDictionary(f => f.Key[ArtifactNames.FilesFolder.Length..], f => f.Value, StringComparer.Ordinal));
        var (lineage, metrics) = LineageJson.Read(ParseObject(ArtifactNames.Lineage, _files[ArtifactNames.Lineage]));
        return new TrainedModel(algorithm.LoadModel(reader), algorithm, features, metrics, lineage, Get<string>(manifest, "digest", ArtifactNames.Manifest));
    }

    private void RequireKnownFormat()
    {
        if (Get<string>(_manifest!, "format", ArtifactNames.Manifest) != ArtifactNames.Format)
        {
            throw new FormatException($"its format is '{_manifest!["format"]}'; expected '{ArtifactNames.Format}'");
        }

        var version = Get<int>(_manifest!, "version", ArtifactNames.Manifest);
        if (version is < 1 or > ArtifactNames.Version)
        {
            throw new FormatException(
                $"its format has version {version}; this Slipway reads up to {ArtifactNames.Version}. Load it with the Slipway version that wrote it, or a newer one");
        }

        if (_manifest!["entries"] is not JsonObject entries || entries.Count > limits.Entries)
        {
            throw new FormatException($"{ArtifactNames.Manifest} has no list of at most {limits.Entries} entries");
        }
    }

    /// <summary>The manifest itself has no hash; the digest over its decisive parts shows a change of them.</summary>
    private void RequireDigest(JsonObject manifest)
    {
        var identity = new JsonObject(IdentityNames.Select(n => KeyValuePair.Create(n, manifest[n]?.DeepClone())));
        var decisive = Listed().Where(e => e.Key != ArtifactNames.Lineage).Select(e => KeyValuePair.Create(e.Key, _hashes[e.Key]));
        if (ArtifactContent.DigestOf(identity, decisive) != Get<string>(manifest, "digest", ArtifactNames.Manifest))
        {
            throw new FormatException($"{ArtifactNames.Manifest} is damaged: its digest does not fit its content");
        }
    }

    private static void RequireName(string name)
    {
        var known = name is ArtifactNames.Features or ArtifactNames.Weights or ArtifactNames.Lineage ||
            (name.StartsWith(ArtifactNames.FilesFolder, StringComparison.Ordinal) && ModelParts.IsFileName(name.AsSpan(ArtifactNames.FilesFolder.Length)));
        if (!known)
        {
            throw new FormatException($"'{name}' is no name of a file of a model");
        }
    }

    private JsonObject Listed() => _manifest!["entries"]!.AsObject();

    private static byte[] ReadSmall(string name, long length, Stream content)
    {
        if (length > MaxJsonBytes && !name.StartsWith(ArtifactNames.FilesFolder, StringComparison.Ordinal))
        {
            throw new FormatException($"'{name}' has {length} bytes; allowed are {MaxJsonBytes}");
        }

        // Grown as it is read, so that a false length costs no more memory than the file has bytes.
        using var buffer = new MemoryStream();
        content.CopyTo(buffer);
        return buffer.Length == length ? buffer.ToArray() : throw new EndOfStreamException($"'{name}' ends after {buffer.Length} of {length} bytes");
    }

    private static JsonObject ParseObject(string name, byte[] utf8) => CanonicalJson.Parse(utf8) as JsonObject ?? throw new FormatException($"{name} is not a JSON object");

    private static JsonObject Get(JsonObject json, string name) => json[name] as JsonObject ?? throw new FormatException($"{ArtifactNames.Manifest} has no object '{name}'");

    private static T Get<T>(JsonObject json, string name, string where) => json[name] is JsonValue value && value.TryGetValue<T>(out var result)
        ? result
        : throw new FormatException($"'{name}' of {where} is missing or of the wrong type");

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is EndOfStreamException)
        {
            throw new ArtifactException(artifact, "it is truncated. Copy the file again, or save the model again.", e);
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or JsonException or InvalidOperationException or ArgumentException
            or OverflowException or HyperparameterException or NotSupportedException)
        {
            throw new ArtifactException(artifact, $"it is not a valid Slipway model: {e.Message.TrimEnd('.')}. Copy the file again, or save the model again.", e);
        }
    }
}
