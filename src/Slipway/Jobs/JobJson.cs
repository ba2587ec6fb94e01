using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Jobs;

/// <summary>JSON of the job directory's files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobStatus))]
[JsonSerializable(typeof(TrainingMetric))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
internal sealed partial class JobJson : JsonSerializerContext
{
    /// <summary>One line each, for <c>metrics.jsonl</c>.</summary>
    public static JobJson Lines => LazyLines.Value;

    public static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };

    private static readonly Lazy<JobJson> LazyLines = new(() => new JobJson(new JsonSerializerOptions(Default!.Options!) { WriteIndented = false }));
}
