using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Features;

namespace Slipway.Models;

/// <summary>
/// Reads an artifact and verifies everything (names, kinds, sizes, hashes, digest) before any code of a model sees a byte. Nothing is
/// written to disk and no type is named by the file.
/// </summary>
internal sealed class ArtifactReader(string artifact, ArtifactLimits limits)
{
    private static readonly string[] IdentityNames = ["algorithm", "task", "hyperparameters", "schema", "values"];

    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);
    private JsonObject? _manifest;
    private SafetensorsFile? _weights;

    /// <summary>Reads <c>model.tar.gz</c>.</summary>
    /// <param name="archive">Compressed bytes.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="services">Known algorithms.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public TrainedModel ReadArchive(Stream archive, long length, SlipwayServices services, CancellationToken cancellationToken) =>
        Guarded(() =>
    {
        using var content = new ArchiveStream(archive, length, limits, cancellationToken);
        var block = new byte[TarHeader.BlockSize];
        var count = 0;
        while (true)
        {
            content.ReadExactly(block);
            if (TarHeader.Parse(block) is not { } header)
            {
                break;
            }

            RequireCount(++count);
            header.RequireRegularFile();
            content.RequirePlausible(header.Name, header.Size);
            Accept(header.Name, header.Size, content, cancellationToken);
            content.ReadExactly(block.AsSpan(0, TarHeader.Padding(header.Size)));
        }

        content.Finish();
        return Build(services);
    });

    /// <summary>Reads an unpacked artifact.</summary>
    /// <param name="names">The files of the folder; each must belong to the model.</param>
    /// <param name="open">Opens one of them.</param>
    /// <param name="services">Known algorithms.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public TrainedModel ReadUnpacked(
        IReadOnlyCollection<string> names, Func<string, (Stream Content, long Length)> open, SlipwayServices services,
        CancellationToken cancellationToken) => Guarded(() =>
    {
        RequireCount(names.Count);
        var total = 0L;
        Read(ArtifactNames.Manifest);
        foreach (var name in names.Where(n => n != ArtifactNames.Manifest))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Read(name);
        }

        return Build(services);

        void Read(string name)
        {
            var (content, length) = open(name);
            total += length;
            if (total > limits.TotalBytes)
            {
                throw new FormatException(
                    $"more than {limits.TotalBytes} bytes; if the model is that large, raise ArtifactLimits.TotalBytes");
            }

            using (content)
            {
                Accept(name, length, content, cancellationToken);
            }
        }
    });

    private void Accept(string name, long length, Stream content, CancellationToken cancellationToken)
    {
        using var hashing = new HashingStream(content, length);
        if (_manifest is null)
        {
            if (name != ArtifactNames.Manifest)
            {
                throw new FormatException($"the first file is '{name}'; expected '{ArtifactNames.Manifest}': this is no Slipway model");
            }

            _manifest = ParseObject(name, ReadSmall(name, length, hashing));
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
            throw new FormatException(
                $"'{name}' is damaged: its SHA-256 is {actual}, {ArtifactNames.Manifest} says {Get<string>(listed, "sha256", name)}");
        }

        _hashes[name] = actual;
    }

    private TrainedModel Build(SlipwayServices services)
    {
        var manifest = _manifest ?? throw new FormatException("it is empty");
        var missing = Listed().Select(e => e.Key).Concat([ArtifactNames.Weights, ArtifactNames.Lineage])
            .Where(n => !_hashes.ContainsKey(n)).ToList();
        if (missing.Count > 0)
        {
            throw new FormatException($"{string.Join(", ", missing.Distinct())} is missing");
        }

        RequireDigest(manifest);
        var (lineage, metrics) = LineageJson.Read(ParseObject(ArtifactNames.Lineage, _files[ArtifactNames.Lineage]));
        var algorithm = CreateAlgorithm(manifest, services);
        try
        {
            var features = _files.TryGetValue(ArtifactNames.Features, out var json)
                ? FittedFeaturePipeline.FromJson(ParseObject(ArtifactNames.Features, json))
                : null;
            var label = features?.Label ?? StoredLabel(Get(manifest, "schema"));
            var reader = new StoredModelReader(
                artifact, features?.FeatureCount ?? 0, label?.Classes ?? [], _weights!.Tensors,
                Get(manifest, "values").ToDictionary(StringComparer.Ordinal),
                _files.Where(f => f.Key.StartsWith(ArtifactNames.FilesFolder, StringComparison.Ordinal))
                    .ToDictionary(f => f.Key[ArtifactNames.FilesFolder.Length..], f => f.Value, StringComparer.Ordinal));
            return new TrainedModel(
                algorithm.LoadModel(reader), algorithm, features, metrics, lineage,
                Get<string>(manifest, "digest", ArtifactNames.Manifest), label);
        }
        catch (Exception e) when (e is not (ArtifactException or OperationCanceledException or OutOfMemoryException))
        {
            // Somebody else's code (an algorithm, a pipeline) met content that it did not expect; what it throws is not known here.
            throw new ArtifactException(
                artifact,
                $"{algorithm.Describe().Id} cannot rebuild its model from it: {e.Message.TrimEnd('.')}. It was written by Slipway "
                + $"{Get<string>(manifest, "written_by", ArtifactNames.Manifest)}; load it with the version of the algorithm "
                + "that trained it, or train again.", e);
        }
    }

    private Algorithm CreateAlgorithm(JsonObject manifest, SlipwayServices services)
    {
        var id = Get<string>(manifest, "algorithm", ArtifactNames.Manifest);
        var algorithm = services.CreateAlgorithm(id) ?? throw new ArtifactException(
            artifact,
            $"it was trained by algorithm '{id}', which is not known here (known are "
            + $"{string.Join(", ", services.AlgorithmIds.Order(StringComparer.Ordinal))}). Add it by "
            + "SlipwayServices.Default.AddAlgorithm<T>() (or AddSlipway().AddAlgorithm<T>()) and load the model with those services.");
        try
        {
            algorithm = algorithm.WithHyperparameters(Get(manifest, "hyperparameters"));
            if (algorithm.FindProblems() is { Count: > 0 } problems)
            {
                throw new HyperparameterException(id, problems);
            }
        }
        catch (HyperparameterException e)
        {
            throw new ArtifactException(
                artifact,
                $"its hyperparameters do not fit the algorithm that is known here: {e.Message} Load it with the version of the algorithm "
                + "that trained it.", e);
        }

        var (stated, task) = (Get<string>(manifest, "task", ArtifactNames.Manifest), TaskNames.Of(algorithm.Describe().Task));
        return stated == task ? algorithm : throw new FormatException($"its task is {stated}, and that of {id} is {task}");
    }

    private static LabelEncoding? StoredLabel(JsonObject schema) => schema["label"] is null
        ? null
        : new LabelEncoding(
            Get<string>(schema, "label", ArtifactNames.Manifest),
            [.. (schema["classes"] as JsonArray ?? throw new FormatException($"{ArtifactNames.Manifest} has no list of classes"))
                .Select(c => c is JsonValue value && value.TryGetValue<string>(out var text)
                    ? text
                    : throw new FormatException("a class label is no text"))]);

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
                $"its format has version {version}, and this is Slipway {ArtifactNames.PackageVersion}, which reads up to "
                + $"version {ArtifactNames.Version}. Update the package Slipway to "
                + $"{Get<string>(_manifest!, "written_by", ArtifactNames.Manifest)} or later, which wrote it");
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

    private void RequireCount(int count)
    {
        if (count > limits.Entries)
        {
            throw new FormatException($"more than {limits.Entries} files; if the model has that many, raise ArtifactLimits.Entries");
        }
    }

    private static void RequireName(string name)
    {
        if (name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Split('/').Contains(".."))
        {
            throw new FormatException($"'{name}' is a path that leads out of the model, as an attack would");
        }

        var known = name is ArtifactNames.Features or ArtifactNames.Weights or ArtifactNames.Lineage ||
            (name.StartsWith(ArtifactNames.FilesFolder, StringComparison.Ordinal)
                && ModelParts.IsFileName(name.AsSpan(ArtifactNames.FilesFolder.Length)));
        if (!known)
        {
            throw new FormatException($"'{name}' does not belong to a model");
        }
    }

    private JsonObject Listed() => _manifest!["entries"]!.AsObject();

    private static byte[] ReadSmall(string name, long length, Stream content)
    {
        if (length > ArtifactNames.MaxJsonBytes && !name.StartsWith(ArtifactNames.FilesFolder, StringComparison.Ordinal))
        {
            throw new FormatException($"'{name}' has {length} bytes; allowed are {ArtifactNames.MaxJsonBytes}");
        }

        // Grown as it is read, so that a false length costs no more memory than the file has bytes.
        using var buffer = new MemoryStream();
        content.CopyTo(buffer);
        return buffer.Length == length
            ? buffer.ToArray()
            : throw new EndOfStreamException($"'{name}' ends after {buffer.Length} of {length} bytes");
    }

    private static JsonObject ParseObject(string name, byte[] utf8) =>
        CanonicalJson.Parse(utf8) as JsonObject ?? throw new FormatException($"{name} is not a JSON object");

    private static JsonObject Get(JsonObject json, string name) =>
        json[name] as JsonObject ?? throw new FormatException($"{ArtifactNames.Manifest} has no object '{name}'");

    private static T Get<T>(JsonObject json, string name, string where) =>
        json[name] is JsonValue value && value.TryGetValue<T>(out var result)
        ? result
        : throw new FormatException($"'{name}' of {where} is missing or of the wrong type");

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (EndOfStreamException e)
        {
            throw new ArtifactException(artifact, "it is truncated. Copy the file again, or save the model again.", e);
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or JsonException or InvalidOperationException
            or ArgumentException or OverflowException or HyperparameterException or NotSupportedException)
        {
            throw new ArtifactException(
                artifact,
                $"it is not a valid Slipway model: {e.Message.TrimEnd('.')}. Copy the file again, or save the model again.", e);
        }
    }
}
