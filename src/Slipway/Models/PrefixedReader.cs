using System.Text.Json.Nodes;

namespace Slipway.Models;

/// <summary>Reads what a <see cref="PrefixedWriter"/> wrote, in the setting of a running training.</summary>
internal sealed class PrefixedReader(ModelReader inner, string prefix, TrainingContext context) : ModelReader
{
    public override int FeatureCount => context.FeatureCount;

    public override IReadOnlyList<string> Classes => context.Classes;

    public override bool HasTensor(string name) => inner.HasTensor(prefix + name);

    public override IReadOnlyList<long> Shape(string name) => inner.Shape(prefix + name);

    public override float[] ReadSingle(string name, params ReadOnlySpan<long> shape) => inner.ReadSingle(prefix + name, shape);

    public override double[] ReadDouble(string name, params ReadOnlySpan<long> shape) => inner.ReadDouble(prefix + name, shape);

    public override int[] ReadInt32(string name, params ReadOnlySpan<long> shape) => inner.ReadInt32(prefix + name, shape);

    public override JsonNode? ReadValue(string name) => inner.ReadValue(prefix + name);

    public override byte[] ReadFile(string name) => inner.ReadFile(prefix + name);
}
