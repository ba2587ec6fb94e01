using System.Text.Json.Nodes;
using Slipway.Models;

namespace Slipway.Tests.Algorithms;

/// <summary>The float32 tensors that a model writes.</summary>
internal sealed class CapturedParts : ModelWriter
{
    private readonly Dictionary<string, float[]> _tensors = [];

    public float[] this[string name] => _tensors[name];

    public override void Write(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) => _tensors.Add(name, values.ToArray());

    public override void Write(string name, ReadOnlySpan<long> shape, ReadOnlySpan<double> values)
    {
    }

    public override void Write(string name, ReadOnlySpan<long> shape, ReadOnlySpan<int> values)
    {
    }

    public override void WriteValue(string name, JsonNode? value)
    {
    }

    public override void WriteFile(string name, ReadOnlySpan<byte> content)
    {
    }
}
