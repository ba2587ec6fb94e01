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

    /// <exception cref="FormatException">Something is missing.</exception>
    /// <exception cref="JsonException">Something is of the wrong type.</exception>
    public static (ModelLineage Lineage, TrainingMetric[] Metrics) Read(JsonObject json)
    {
        // Generated JSON leaves null where a property is missing, whatever its initialiser says.
        var lineage = json["lineage"].Deserialize(Default.ModelLineage);
        if (lineage is null || lineage.Tags is null || lineage.Tags.Values.Contains(null!)
            || new[]
            {
                lineage.JobName, lineage.DataFingerprint, lineage.KernelPath, lineage.Hardware, lineage.SlipwayVersion,
                lineage.RuntimeVersion,
            }.Contains(null))
        {
            throw new FormatException($"{ArtifactNames.Lineage} has no complete lineage");
        }

        var metrics = json["metrics"].Deserialize(Default.TrainingMetricArray);
        return metrics is not null && metrics.All(m => m?.Name is not null)
            ? (lineage, metrics)
            : throw new FormatException($"{ArtifactNames.Lineage} has no list of metrics with names");
    }
}
