using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Data;
using Slipway.Jobs;

namespace Slipway;

/// <summary>What stands behind a <see cref="TrainingContext"/>: the job's side of metrics, checkpoints and stopping.</summary>
internal sealed class TrainingRunServices
{
    private volatile bool _stopRequested;

    public IReadOnlyDictionary<string, Func<ChannelReader>> Channels { get; init; } = new Dictionary<string, Func<ChannelReader>>();

    public ILogger Logger { get; init; } = NullLogger.Instance;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public CancellationToken CancellationToken { get; init; }

    public Action<TrainingMetric>? OnMetric { get; init; }

    public Action<int, int, double>? OnProgress { get; init; }

    public CheckpointStore? Checkpoints { get; init; }

    /// <summary>Clock timestamp after which training ends gracefully; null for no limit.</summary>
    public long? Deadline { get; init; }

    public bool StopRequested => _stopRequested || (Deadline is { } deadline && Clock.GetTimestamp() >= deadline);

    public void RequestStop() => _stopRequested = true;
}
