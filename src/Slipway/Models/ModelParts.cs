using System.Text.Json.Nodes;

namespace Slipway.Models;

/// <summary>Collects in memory what a model or a training state keeps. Not thread-safe.</summary>
internal sealed class ModelParts : ModelWriter
{
    /// <summary>Longest file name: with <c>files/</c> before it, it must fit the 100 bytes of a tar header.</summary>
    public const int MaxFileNameLength = 90;

    private readonly SortedDictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, JsonNode?> _values = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Tensor> Tensors => _tensors.Values;

    public IReadOnlyDictionary<string, JsonNode?> Values => _values;

    public IReadOnlyDictionary<string, byte[]> Files => _files;

    /// <summary>Everything that a model keeps.</summary>
    public static ModelParts Of(Model model)
    {
        var parts = new ModelParts();
        model.Save(parts);
        return parts;
    }

    /// <summary>Whether this is a file name that an artifact may hold.</summary>
    public static bool IsFileName(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaxFileNameLength && name is not ("." or "..") && !name.ContainsAnyExcept(FileNameCharacters);

    public override void Write(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) => Add(name, shape, values);

    public override void Write(string name, ReadOnlySpan<long> shape, ReadOnlySpan<double> values) => Add(name, shape, values);

    public override void Write(string name, ReadOnlySpan<long> shape, ReadOnlySpan<int> values) => Add(name, shape, values);

    public override void WriteValue(string name, JsonNode? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var copy = value?.DeepClone();
        try
        {
            // Numbers that JSON cannot hold, lone surrogates and endless nesting show here, where the caller is on the stack.
            CanonicalJson.Compact(copy);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.Text.Json.JsonException)
        {
            throw new ArgumentException($"Value '{name}' cannot be written as JSON: {e.Message}", nameof(value), e);
        }

        if (!_values.TryAdd(name, copy))
        {
            throw new ArgumentException($"Value '{name}' was written before; names are unique.", nameof(name));
        }
    }

    public override void WriteFile(string name, ReadOnlySpan<byte> content)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!IsFileName(name))
        {
            throw new ArgumentException(
                $"'{name}' is no name for a file of a model: 1 to {MaxFileNameLength} of the characters A-Z, a-z, 0-9, '.', '-' and '_'.",
                nameof(name));
        }

        if (!_files.TryAdd(name, content.ToArray()))
        {
            throw new ArgumentException($"File '{name}' was written before; names are unique.", nameof(name));
        }
    }

    private static System.Buffers.SearchValues<char> FileNameCharacters { get; } =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private void Add<T>(string name, ReadOnlySpan<long> shape, ReadOnlySpan<T> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name == SafetensorsReader.MetadataName)
        {
            throw new ArgumentException($"'{name}' is reserved by the safetensors format; give the tensor another name.", nameof(name));
        }

        foreach (var dimension in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(shape));
        }

        if (Tensor.CountOf(shape) != values.Length)
        {
            throw new ArgumentException(
                $"Tensor '{name}' has the shape {Tensor.Describe(shape)} and {values.Length} values.", nameof(values));
        }

        if (!_tensors.TryAdd(name, new Tensor(name, shape.ToArray(), values.ToArray())))
        {
            throw new ArgumentException($"Tensor '{name}' was written before; names are unique.", nameof(name));
        }
    }
}
