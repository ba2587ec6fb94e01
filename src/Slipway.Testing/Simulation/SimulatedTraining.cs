using Slipway.Jobs;

namespace Slipway.Testing;

/// <summary>What one simulated training job will do.</summary>
public sealed record SimulatedTraining
{
    /// <summary>Time from the job's start to its first report, and between two reports. Default: one minute.</summary>
    public TimeSpan StepDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Values of the metric, one an epoch.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>Name of the metric; the algorithm must declare it. Default: <c>validation:loss</c>.</summary>
    public string Metric { get; init; } = "validation:loss";

    /// <summary>Why the job fails after its last report; null, the default, means that it completes.</summary>
    public string? Failure { get; init; }
}
