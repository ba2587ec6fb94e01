using System.Text.Json.Nodes;

namespace Slipway.Models;

/// <summary>Receives the parts of a model or of a training state that have to be kept.</summary>
public abstract class ModelWriter
{
    /// <summary>Keeps a float32 tensor.</summary>
    /// <param name="name">Unique name, e.g. <c>layers.0.weight</c>.</param>
    /// <param name="shape">Dimensions; their product is the length of <paramref name="values"/>.</param>
    /// <param name="values">Row-major values.</param>
    public abstract void Write(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values);

    /// <summary>Keeps a float64 tensor.</summary>
    /// <inheritdoc cref="Write(string, ReadOnlySpan{long}, ReadOnlySpan{float})"/>
    public abstract void Write(string name, ReadOnlySpan<long> shape, ReadOnlySpan<double> values);

    /// <summary>Keeps an int32 tensor.</summary>
    /// <inheritdoc cref="Write(string, ReadOnlySpan{long}, ReadOnlySpan{float})"/>
    public abstract void Write(string name, ReadOnlySpan<long> shape, ReadOnlySpan<int> values);

    /// <summary>Keeps a small value that is not a tensor, by name. Null is kept too.</summary>
    /// <param name="name">Unique among the values (not among the tensors).</param>
    /// <param name="value">A JSON value.</param>
    public abstract void WriteValue(string name, JsonNode? value);

    /// <summary>Keeps a file in an engine's own format.</summary>
    /// <param name="name">File name without folders; letters, digits, <c>.</c>, <c>-</c> and <c>_</c>.</param>
    /// <param name="content">The bytes.</param>
    public abstract void WriteFile(string name, ReadOnlySpan<byte> content);
}
