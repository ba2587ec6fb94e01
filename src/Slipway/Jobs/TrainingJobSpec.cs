using System.Text.Json.Nodes;
using Slipway.Features;
using Slipway.Models;

namespace Slipway.Jobs;

/// <summary>Everything that a backend needs to run a job. Immutable; made by <c>Estimator.StartAsync</c> after validation.</summary>
public sealed record TrainingJobSpec
{
    /// <summary>Unique name; also the folder of the job under <see cref="Output"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The recipe; a private copy.</summary>
    public required Algorithm Algorithm { get; init; }

    /// <summary>Channels by name; <c>train</c> is always there.</summary>
    public required IReadOnlyDictionary<string, DataChannel> Channels { get; init; }

    /// <summary>How raw rows become features.</summary>
    public FeaturePipeline Features { get; init; } = FeaturePipeline.Auto;

    /// <summary>Folder (or URI) under which the job's directory lies.</summary>
    public required string Output { get; init; }

    /// <summary>How the job's files are kept where <see cref="Output"/> is a URI of an object store.</summary>
    public StoredOutputOptions StoredOutput { get; init; } = new();

    /// <summary>Stores, known algorithms, clock, loggers.</summary>
    public required SlipwayServices Services { get; init; }

    /// <summary>Seed of every random decision.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads that the job may keep busy.</summary>
    public int MaxThreads { get; init; } = 1;

    /// <summary>Bytes that the job's rows may hold in memory; more goes to a spill file.</summary>
    public long MemoryBudget { get; init; } = long.MaxValue;

    /// <summary>Time after which training ends gracefully with the best model so far; null for none.</summary>
    public TimeSpan? MaxRuntime { get; init; }

    /// <summary>Least time between checkpoints; null for none.</summary>
    public TimeSpan? CheckpointInterval { get; init; }

    /// <summary>Free-form labels, stored in the artifact's lineage.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The model to go on from, or null. The specification's own; the run that ends disposes it.</summary>
    public TrainedModel? InitialModel { get; init; }

    /// <summary>Receives progress on the job's thread, or null.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>In a dry run the number of batches after which to stop; null in a real one.</summary>
    internal int? MaxSteps { get; init; }

    /// <summary>
    /// Sees every metric on the job's thread, restored ones included, as soon as it is reported; a reason that it returns ends the job right there,
    /// as if it had been cancelled. Null for none. Backends whose jobs share memory with the caller use it (<see cref="ILiveJobs"/>).
    /// </summary>
    internal Func<TrainingMetric, string?>? OnMetric { get; init; }

    /// <summary>Data that several jobs of this process read once, or null. Used by the same backends.</summary>
    internal SharedData? SharedData { get; init; }

    /// <summary>The search whose trial the job is, which no other search may take for its own; null for a job by itself.</summary>
    internal string? Search { get; init; }

    /// <summary>How a streaming job cuts its stream; null for a job over rows that end.</summary>
    internal JsonObject? Stream { get; init; }

    /// <summary>What decides the result: two submissions under one name must agree on it.</summary>
    internal JsonObject Identity()
    {
        var identity = Settings();
        if (Search is not null)
        {
            identity["search"] = Search;
        }

        if (Stream is not null)
        {
            identity["stream"] = Stream.DeepClone();
        }

        return identity;
    }

    private JsonObject Settings() => new()
    {
        ["algorithm"] = Algorithm.Describe().Id,
        ["hyperparameters"] = Algorithm.ToHyperparameters(),
        ["seed"] = Seed,
        ["features"] = Features.ToJson(),
        ["channels"] = new JsonObject(Channels.OrderBy(c => c.Key, StringComparer.Ordinal)
            .Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value.ToString()))),
        ["initial_model"] = InitialModel?.Digest,
    };
}
