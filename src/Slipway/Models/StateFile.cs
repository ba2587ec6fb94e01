using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Slipway.Models;

/// <summary>
/// A training state in one safetensors file. Its metadata hold the values as JSON and a SHA-256 over values and tensors, so that a damaged file
/// is noticed whatever the damage.
/// </summary>
internal sealed class StateFile
{
    private const string HeadKey = "slipway.head";
    private const string ValuesKey = "slipway.values";
    private const string HashKey = "slipway.sha256";

    private StateFile(JsonObject head, ModelReader reader)
    {
        Head = head;
        Reader = reader;
    }

    public JsonObject Head { get; }

    public ModelReader Reader { get; }

    public static void Write(Stream stream, JsonObject head, Action<ModelWriter> save)
    {
        var parts = new ModelParts();
        save(parts);
        if (parts.Files.Count > 0)
        {
            throw new NotSupportedException($"A training state cannot hold files ({string.Join(", ", parts.Files.Keys)}); keep their content as int32 tensors.");
        }

        var values = new JsonObject(parts.Values.Select(v => KeyValuePair.Create(v.Key, v.Value?.DeepClone())));
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [HeadKey] = Text(head),
            [ValuesKey] = Text(values),
            [HashKey] = HashOf(Text(head), Text(values), parts.Tensors),
        };
        new SafetensorsWriter(parts.Tensors, metadata).Visit(stream.Write);
    }

    /// <exception cref="ArtifactException">The file is damaged.</exception>
    public static StateFile Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read);
            var content = SafetensorsReader.Read(stream, stream.Length);
            if (!content.Metadata.TryGetValue(HeadKey, out var head) || !content.Metadata.TryGetValue(ValuesKey, out var values)
                || !content.Metadata.TryGetValue(HashKey, out var hash)
                || hash != HashOf(head, values, content.Tensors.Values.OrderBy(t => t.Name, StringComparer.Ordinal)))
            {
                throw new FormatException("its hash does not fit its content");
            }

            return new StateFile(
                Parse(head), new StoredModelReader(file, 0, [], content.Tensors, Parse(values).ToDictionary(StringComparer.Ordinal), new Dictionary<string, byte[]>()));
        }
        catch (Exception e) when (e is FormatException or EndOfStreamException or System.Text.Json.JsonException)
        {
            throw new ArtifactException(file, $"the training state is damaged: {e.Message}.", e);
        }
    }

    private static string Text(JsonObject json) => System.Text.Encoding.UTF8.GetString(CanonicalJson.Compact(json));

    private static JsonObject Parse(string json) => CanonicalJson.Parse(System.Text.Encoding.UTF8.GetBytes(json)) as JsonObject ?? throw new FormatException("not a JSON object");

    private static string HashOf(string head, string values, IEnumerable<Tensor> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{head}\n{values}\n"));
        foreach (var tensor in tensors)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{tensor.Name} {tensor.Type} {Tensor.Describe(tensor.Shape)}\n"));
            tensor.Visit(hash.AppendData);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
