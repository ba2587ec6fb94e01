using System.Text.Json.Nodes;

namespace Slipway.Models;

/// <summary>Gives back the verified parts of an artifact or of a state file, which it holds in memory. Not thread-safe.</summary>
/// <param name="artifact">Path or URI, for messages.</param>
/// <param name="featureCount">Features of a row; 0 without a pipeline.</param>
/// <param name="classes">Class labels; empty when the task has none.</param>
/// <param name="tensors">Tensors by name; handed over, one by one, to the reader's caller.</param>
/// <param name="values">JSON values by name.</param>
/// <param name="files">Files by name.</param>
internal sealed class StoredModelReader(
    string artifact, int featureCount, IReadOnlyList<string> classes, IReadOnlyDictionary<string, Tensor> tensors,
    IReadOnlyDictionary<string, JsonNode?> values, IReadOnlyDictionary<string, byte[]> files) : ModelReader
{
    private readonly HashSet<string> _handedOver = new(StringComparer.Ordinal);

    public override int FeatureCount => featureCount;

    public override IReadOnlyList<string> Classes => classes;

    public override bool HasTensor(string name) => tensors.ContainsKey(name);

    public override IReadOnlyList<long> Shape(string name) => Find(name).Shape;

    public override float[] ReadSingle(string name, params ReadOnlySpan<long> shape) => Take<float>(name, shape, TensorType.F32);

    public override double[] ReadDouble(string name, params ReadOnlySpan<long> shape) => Take<double>(name, shape, TensorType.F64);

    public override int[] ReadInt32(string name, params ReadOnlySpan<long> shape) => Take<int>(name, shape, TensorType.I32);

    public override JsonNode? ReadValue(string name) => values.TryGetValue(name, out var value)
        ? value?.DeepClone()
        : throw new ArtifactException(artifact, $"There is no value '{name}'{Known(values.Keys)}. {Remedy}");

    public override byte[] ReadFile(string name) => files.TryGetValue(name, out var content)
        ? [.. content]
        : throw new ArtifactException(artifact, $"There is no file '{name}'{Known(files.Keys)}. {Remedy}");

    private const string Remedy = "It was written by another version of the algorithm: load it with that version, or train again.";

    private Tensor Find(string name) => tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw new ArtifactException(artifact, $"There is no tensor '{name}'{Known(tensors.Keys)}. {Remedy}");

    private T[] Take<T>(string name, ReadOnlySpan<long> shape, TensorType type)
    {
        var tensor = Find(name);
        if (tensor.Type != type)
        {
            throw new ArtifactException(artifact, $"Tensor '{name}' holds {tensor.Type}; expected {type}. {Remedy}");
        }

        if (!shape.IsEmpty && !shape.SequenceEqual(tensor.Shape))
        {
            throw new ArtifactException(
                artifact, $"Tensor '{name}' has the shape {Tensor.Describe(tensor.Shape)}; expected {Tensor.Describe(shape)}. {Remedy}");
        }

        // The first caller gets the array that was filled from the file, so that a big tensor exists once; a second one would share it.
        return _handedOver.Add(name)
            ? (T[])tensor.Values
            : throw new InvalidOperationException($"Tensor '{name}' was read before; keep the array of the first call.");
    }

    private static string Known(IEnumerable<string> names)
    {
        var known = names.Order(StringComparer.Ordinal).Take(11).ToArray();
        return known.Length == 0
            ? " (there are none)"
            : $" (there are {string.Join(", ", known.Take(10))}{(known.Length > 10 ? ", ..." : "")})";
    }
}
