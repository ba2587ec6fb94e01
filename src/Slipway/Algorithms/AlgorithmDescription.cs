namespace Slipway;

/// <summary>What an algorithm is, apart from its hyperparameters.</summary>
/// <param name="Id">Stable id, e.g. <c>slipway.mlp-classifier</c>; stored in artifacts and job specifications.</param>
/// <param name="Task">What it learns to do.</param>
/// <param name="Metrics">Every metric that it may report. Reporting another one is an error.</param>
public sealed record AlgorithmDescription(string Id, LearningTask Task, IReadOnlyList<MetricDefinition> Metrics)
{
    /// <summary>What the algorithm reads. Default: dense or sparse float32 features.</summary>
    public AlgorithmInput Input { get; init; } = AlgorithmInput.Features;
}
