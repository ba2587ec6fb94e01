using System.Text.Json.Nodes;

namespace Slipway.Models;

/// <summary>Writes under a name prefix, so that several things fit into one file.</summary>
internal sealed class PrefixedWriter(ModelWriter inner, string prefix) : ModelWriter
{
    public override void Write(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) =>
        inner.Write(prefix + name, shape, values);

    public override void Write(string name, ReadOnlySpan<long> shape, ReadOnlySpan<double> values) =>
        inner.Write(prefix + name, shape, values);

    public override void Write(string name, ReadOnlySpan<long> shape, ReadOnlySpan<int> values) =>
        inner.Write(prefix + name, shape, values);

    public override void WriteValue(string name, JsonNode? value) => inner.WriteValue(prefix + name, value);

    public override void WriteFile(string name, ReadOnlySpan<byte> content) => inner.WriteFile(prefix + name, content);
}
