using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Data;
using Slipway.Jobs;

namespace Slipway;

/// <summary>What stands behind a <see cref="TrainingContext"/>: the job's side of metrics, checkpoints and stopping.</summary>
internal sealed class TrainingRunServices
{
    private volatile bool _stopRequested;
    private volatile CancellationTokenSource? _reading;

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

    public void RequestStop()
    {
        _stopRequested = true;
        _reading?.Cancel();
    }

    /// <summary>Runs a piece of work that has no model to stop with: it ends when the job is cancelled, asked to stop, or out of time.</summary>
    /// <exception cref="SlipwayException">The job was asked to stop, or ran out of time.</exception>
    public T UntilStopped<T>(Func<CancellationToken, T> work)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        using var timer = Deadline is { } deadline
            ? Clock.CreateTimer(_ => reading.Cancel(), null, Positive(Clock.GetElapsedTime(Clock.GetTimestamp(), deadline)), Timeout.InfiniteTimeSpan)
            : null;
        _reading = reading;
        if (StopRequested)
        {
            reading.Cancel();
        }

        try
        {
            return work(reading.Token);
        }
        catch (OperationCanceledException) when (!CancellationToken.IsCancellationRequested && StopRequested)
        {
            throw new SlipwayException("The job was asked to stop, or its MaxRuntime was over, while it was still reading, so there is no model.");
        }
        finally
        {
            _reading = null;
        }
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}
