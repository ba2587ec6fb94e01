using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Slipway.Models;

/// <summary>JSON of <c>lineage.json</c>: the lineage and the last value of every metric.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelLineage))]
[JsonSerializable(typeof(TrainingMetric[]))]
internal sealed partial class LineageJson : JsonSerializerContext
{
    public static JsonObject Write(TrainedModel model) => new()
    {
        ["lineage"] = JsonSerializer.SerializeToNode(model.Lineage, Default.ModelLineage),
        ["metrics"] = JsonSerializer.SerializeToNode([.. model.Metrics], Default.TrainingMetricArray),
    };

    public static (ModelLineage Lineage, TrainingMetric[] Metrics) Read(JsonObject json) => (
        json["lineage"].Deserialize(Default.ModelLineage) ?? throw new FormatException("lineage.json has no lineage"),
        json["metrics"].Deserialize(Default.TrainingMetricArray) ?? throw new FormatException("lineage.json has no metrics"));
}
