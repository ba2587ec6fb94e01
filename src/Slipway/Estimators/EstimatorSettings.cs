using Slipway.Backends;
using Slipway.Features;

namespace Slipway;

/// <summary>Everything of an estimator but its algorithm.</summary>
internal sealed record EstimatorSettings
{
    public IComputeBackend Backend { get; init; } = Slipway.Backend.InProcess();

    public string Output { get; init; } = Path.Combine(".slipway", "jobs");

    public StoredOutputOptions StoredOutput { get; init; } = new();

    public SlipwayServices Services { get; init; } = SlipwayServices.Default;

    public FeaturePipeline Features { get; init; } = FeaturePipeline.Auto;

    public ulong Seed { get; init; }

    /// <summary>Null for one for each processor.</summary>
    public int? MaxThreads { get; init; }

    /// <summary>Null for half of the memory that the process may use.</summary>
    public long? MemoryBudget { get; init; }

    public TimeSpan? MaxRuntime { get; init; }

    public TimeSpan? CheckpointInterval { get; init; } = TimeSpan.FromSeconds(30);

    public string? JobName { get; init; }

    public TrainedModel? InitialModel { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public int ThreadsOfJob => MaxThreads ?? Environment.ProcessorCount;

    public long MemoryOfJob => MemoryBudget ?? AvailableMemory / 2;

    public static long AvailableMemory => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
