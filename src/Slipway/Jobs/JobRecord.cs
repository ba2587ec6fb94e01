using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway.Jobs;

/// <summary>What a job writes down about itself: <c>job.json</c>, SageMaker's configuration files, the model's lineage.</summary>
internal static class JobRecord
{
    public static void Write(JobDirectory directory, TrainingJobSpec spec)
    {
        var parameters = spec.Algorithm.ToHyperparameters();
        directory.WriteJob(new JsonObject
        {
            ["name"] = spec.Name,
            ["identity"] = spec.Identity(),
            ["max_threads"] = spec.MaxThreads,
            ["memory_budget"] = spec.MemoryBudget,
            ["max_runtime_seconds"] = spec.MaxRuntime?.TotalSeconds,
            ["tags"] = new JsonObject(spec.Tags.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value))),
            ["slipway_version"] = Version,
        });

        var strings = new JsonObject { ["slipway_algorithm"] = spec.Algorithm.Describe().Id };
        foreach (var (name, value) in parameters)
        {
            strings[name] = value is JsonValue text && text.TryGetValue<string>(out var s) ? s : value?.ToJsonString() ?? "null";
        }

        directory.WriteConfig("hyperparameters.json", strings);
        directory.WriteConfig("inputdataconfig.json", new JsonObject(spec.Channels.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)new JsonObject
        {
            ["TrainingInputMode"] = c.Value.InputMode.ToString(),
            ["S3DistributionType"] = c.Value.IsShardedByObject ? "ShardedByS3Key" : "FullyReplicated",
            ["RecordWrapperType"] = "None",
            ["Source"] = c.Value.ToString(),
        }))));
        directory.WriteConfig("resourceconfig.json", new JsonObject
        {
            ["current_host"] = "algo-1",
            ["hosts"] = new JsonArray("algo-1"),
            ["network_interface_name"] = "lo",
        });
        directory.WriteConfig("checkpointconfig.json", new JsonObject { ["LocalPath"] = directory.CheckpointFolder });
    }

    public static ModelLineage Lineage(TrainingJobSpec spec, JobStatus status, PreparedData data, DateTimeOffset now) =>
        Lineage(spec, status, data.Rows, data.Fingerprint, now);

    public static ModelLineage Lineage(TrainingJobSpec spec, JobStatus status, long rows, string fingerprint, DateTimeOffset now) => new()
    {
        JobName = spec.Name,
        CreatedAt = now,
        StartedAt = status.StartedAt,
        Seed = spec.Seed,
        TrainingRows = rows,
        DataFingerprint = fingerprint,
        KernelPath = KernelPaths.Current.ToString(),
        Hardware = string.Create(
            CultureInfo.InvariantCulture,
            $"{RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription.Trim()}"),
        SlipwayVersion = Version,
        RuntimeVersion = RuntimeInformation.FrameworkDescription,
        ContinuedFrom = spec.InitialModel?.Digest,
        Tags = spec.Tags,
    };

    private static string Version => typeof(JobRecord).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
