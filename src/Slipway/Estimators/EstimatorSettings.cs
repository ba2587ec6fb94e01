using Slipway.Backends;
using Slipway.Features;

namespace Slipway;

/// <summary>Everything of an estimator but its algorithm.</summary>
internal sealed record EstimatorSettings
{
    public IComputeBackend Backend { get; init; } = Slipway.Backend.InProcess();

    public string Output { get; init; } = Path.Combine(".slipway", "jobs");

    public SlipwayServices Services { get; init; } = SlipwayServices.Default;

    public FeaturePipeline Features { get; init; } = FeaturePipeline.Auto;

    public ulong Seed { get; init; }

    public int MaxThreads { get; init; } = Environment.ProcessorCount;

    public long? MemoryBudget { get; init; }

    public TimeSpan? MaxRuntime { get; init; }

    public TimeSpan? CheckpointInterval { get; init; } = TimeSpan.FromSeconds(30);

    public string? JobName { get; init; }

    public TrainedModel? InitialModel { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
