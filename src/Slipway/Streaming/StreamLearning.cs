using Microsoft.Extensions.Logging;
using Slipway.Features;
using Slipway.Models;

namespace Slipway.Streaming;

/// <summary>What a learner of a stream needs to know of the job.</summary>
internal sealed record StreamLearning
{
    public required AlgorithmDescription Description { get; init; }

    public required FittedFeaturePipeline Features { get; init; }

    /// <summary>
    /// Stands for the rows that the features were fitted on, with their targets and weights: what an algorithm takes from the training data before
    /// the first update (scaling of targets, weights of classes) comes from them. Owned by the job.
    /// </summary>
    public required FeatureMatrix Origin { get; init; }

    public required ulong Seed { get; init; }

    public required int MaxThreads { get; init; }

    public required long MemoryBudget { get; init; }

    public required string SpillFolder { get; init; }

    public required TimeProvider Clock { get; init; }

    public required ILogger Logger { get; init; }

    public required CancellationToken CancellationToken { get; init; }

    /// <summary>The model to go on from, or null.</summary>
    public Model? InitialModel { get; init; }

    public TrainingContext CreateContext(FeatureMatrix train, Model? initialModel) => new(
        Description, train, new TrainingRunServices { Clock = Clock, Logger = Logger, CancellationToken = CancellationToken })
    {
        Classes = Features.Label?.Classes ?? [],
        Seed = Seed,
        MaxThreads = MaxThreads,
        InitialModel = initialModel,
    };
}
