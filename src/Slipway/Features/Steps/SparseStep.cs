using System.Text.Json.Nodes;

namespace Slipway.Features;

/// <summary>A sparse vector, as it is or divided by each index's largest absolute value in training. Indices beyond the width are
/// ignored.</summary>
internal sealed class SparseStep(int width, float[]? scale) : FittedStep
{
    public const string Id = "sparse";

    public override int Width => width;

    public static SparseStep FromJson(StrictJson json, int width)
    {
        var scale = json.IsNull("scale") ? null : json.Singles("scale");
        json.Require(width > 0, "width", "at least 1");
        json.Require(scale is null || scale.Length == width, "scale", $"null or {width} values");
        return new SparseStep(width, scale);
    }

    public override JsonObject ToJson() => new() { ["step"] = Id, ["scale"] = scale is null ? null : StrictJson.Array(scale) };

    public override string Name(string column, int feature) => $"{column}[{feature}]";

    public override void Missing(FeatureSink sink)
    {
    }

    public override void Sparse(ReadOnlySpan<int> indices, ReadOnlySpan<float> values, FeatureSink sink)
    {
        for (var i = 0; i < indices.Length && indices[i] < width; i++)
        {
            var value = scale is null ? values[i] : values[i] * scale[indices[i]];
            sink.Set(indices[i], float.IsFinite(value) ? value : throw NotFinite(0, values[i]));
        }
    }
}
