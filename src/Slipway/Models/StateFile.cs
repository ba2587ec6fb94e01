using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Models;

/// <summary>
/// A training state in one file: safetensors with the JSON parts in its metadata, followed by the SHA-256 of everything before it.
/// </summary>
internal sealed class StateFile
{
    private const string TensorPrefix = "tensor/";
    private const string FilePrefix = "file/";
    private const string Format = "slipway-state 1";

    private StateFile(JsonObject head, ModelReader reader)
    {
        Head = head;
        Reader = reader;
    }

    /// <summary>What the writer put in front.</summary>
    public JsonObject Head { get; }

    /// <summary>What was saved; each tensor can be read once.</summary>
    public ModelReader Reader { get; }

    /// <summary>Writes a state; the stream is neither flushed nor disposed.</summary>
    public static void Write(Stream stream, JsonObject head, Action<ModelWriter> save)
    {
        var parts = new ModelParts();
        save(parts);
        var values = new JsonObject(parts.Values.Select(v => KeyValuePair.Create(v.Key, v.Value?.DeepClone())));
        var tensors = parts.Tensors.Select(t => new Tensor(TensorPrefix + t.Name, t.Shape, t.Values))
            .Concat(parts.Files.Select(f => new Tensor(FilePrefix + f.Key, [f.Value.Length], f.Value)));
        var file = new SafetensorsWriter(tensors, new Dictionary<string, string>
        {
            ["format"] = Format,
            ["head"] = Encoding.UTF8.GetString(CanonicalJson.Compact(head)),
            ["values"] = Encoding.UTF8.GetString(CanonicalJson.Compact(values)),
        });
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        file.Visit(bytes =>
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        });
        stream.Write(hash.GetHashAndReset());
    }

    /// <summary>Reads and verifies a whole file.</summary>
    /// <param name="file">Path of the file.</param>
    /// <exception cref="ArtifactException">It is truncated, damaged or no state file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static StateFile Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 * 1024);
        return Read(stream, stream.Length, file);
    }

    /// <param name="stream">At the first byte.</param>
    /// <param name="length">Length of the file.</param>
    /// <param name="name">Path of the file, for messages.</param>
    /// <inheritdoc cref="Read(string)"/>
    public static StateFile Read(Stream stream, long length, string name)
    {
        try
        {
            using var content = new HashingStream(stream, Math.Max(0, length - SHA256.HashSizeInBytes));
            var file = SafetensorsReader.Read(content, content.Length);
            Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
            stream.ReadExactly(expected);
            if (Convert.ToHexStringLower(expected) != content.Finish())
            {
                throw new FormatException("its SHA-256 does not match its content");
            }

            if (file.Metadata.GetValueOrDefault("format") != Format)
            {
                throw new FormatException($"its format is '{file.Metadata.GetValueOrDefault("format")}'; expected '{Format}'");
            }

            var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
            var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var (key, tensor) in file.Tensors)
            {
                if (key.StartsWith(TensorPrefix, StringComparison.Ordinal))
                {
                    tensors.Add(key[TensorPrefix.Length..], tensor);
                }
                else
                {
                    files.Add(key[FilePrefix.Length..], (byte[])tensor.Values);
                }
            }

            return new StateFile(
                ReadObject(file, "head"),
                new StoredModelReader(name, 0, [], tensors, ReadObject(file, "values").ToDictionary(StringComparer.Ordinal), files));
        }
        catch (Exception e) when (e is FormatException or JsonException or EndOfStreamException or InvalidOperationException)
        {
            throw new ArtifactException(
                name,
                $"It is no intact training state: {e.Message}. Delete it, and training starts from an earlier one.", e);
        }
    }

    private static JsonObject ReadObject(SafetensorsFile file, string key) =>
        CanonicalJson.Parse(Encoding.UTF8.GetBytes(file.Metadata.GetValueOrDefault(key) ?? "null")) as JsonObject
        ?? throw new FormatException($"its {key} is no JSON object");
}
