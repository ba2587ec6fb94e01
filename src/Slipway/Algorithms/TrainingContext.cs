using Microsoft.Extensions.Logging;
using Slipway.Data;
using Slipway.Features;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// What a training run gives its algorithm: data, seed, limits, and where metrics and checkpoints go. Owned by the job; valid until
/// <see cref="Algorithm.Train"/> returns. To be used from the thread that <see cref="Algorithm.Train"/> was called on.
/// </summary>
public sealed class TrainingContext
{
    private readonly TrainingRunServices _run;
    private readonly FeatureMatrix? _train;
    private readonly Dictionary<string, MetricDefinition> _metrics;
    private ITrainingRows? _rows;

    internal TrainingContext(AlgorithmDescription algorithm, FeatureMatrix? train, TrainingRunServices run)
    {
        Algorithm = algorithm;
        _train = train;
        _run = run;
        _metrics = algorithm.Metrics.ToDictionary(m => m.Name, StringComparer.Ordinal);
    }

    /// <summary>The algorithm that is being trained.</summary>
    public AlgorithmDescription Algorithm { get; }

    /// <summary>The training channel as features.</summary>
    /// <exception cref="InvalidOperationException">The algorithm asked for record batches, or trains from a stream
    /// (<see cref="InputMode.Pipe"/>), whose rows are not kept.</exception>
    public FeatureMatrix Train => _train ?? throw new InvalidOperationException(Pipe is not null
        ? $"{Algorithm.Id} trains from a channel in InputMode.Pipe, so there is no matrix of its rows. Use FeatureCount and RowCount for their shape, and "
            + "learn from the batches in Update; or read the channel by InputMode.File or FastFile."
        : $"{Algorithm.Id} declares AlgorithmInput.RecordBatches, so no feature matrix was made; read the rows by OpenChannel(\"train\").");

    /// <summary>Number of features of the training rows, kept or streamed.</summary>
    /// <exception cref="InvalidOperationException">The algorithm asked for record batches.</exception>
    public int FeatureCount => Rows.FeatureCount;

    /// <summary>Number of training rows, kept or streamed.</summary>
    /// <exception cref="InvalidOperationException">The algorithm asked for record batches.</exception>
    public long RowCount => Rows.RowCount;

    /// <summary>The training rows as a stream; null when they are kept.</summary>
    internal PipeRows? Pipe { get; init; }

    /// <summary>The training rows, kept or streamed.</summary>
    internal ITrainingRows Rows => _rows ??= (ITrainingRows?)Pipe ?? new MatrixRows(Train);

    /// <summary>The validation channel as features, or null when the job has none (or the algorithm asked for record batches).</summary>
    public FeatureMatrix? Validation { get; internal init; }

    /// <summary>Names of the job's channels: <c>train</c> and, when given, <c>validation</c>.</summary>
    public IReadOnlyList<string> Channels => [.. _run.Channels.Keys];

    /// <summary>Class labels in the order of their indices; empty unless the task is classification.</summary>
    public IReadOnlyList<string> Classes { get; internal init; } = [];

    /// <summary>Seed of the job. Derive every random decision from it.</summary>
    public ulong Seed { get; internal init; }

    /// <summary>How many threads the algorithm may keep busy; at least 1. The result must not depend on it.</summary>
    public int MaxThreads { get; internal init; } = 1;

    /// <summary>The job's log: written to <c>training.log</c> and to the application's loggers.</summary>
    public ILogger Logger => _run.Logger;

    /// <summary>Cancelled when the job must end at once, without a model.</summary>
    public CancellationToken CancellationToken => _run.CancellationToken;

    /// <summary>True when training should end gracefully with the best model so far: asked by the caller, or out of time.</summary>
    public bool StopRequested => _run.StopRequested;

    /// <summary>In a dry run the number of batches (or iterations) after which to stop; null in a real run.</summary>
    public int? MaxSteps { get; internal init; }

    /// <summary>Batches or iterations so far; for estimates only.</summary>
    internal int StepsTaken { get; set; }

    /// <summary>The model to go on from (<c>Estimator.ContinueFrom</c>); null when training starts afresh. Not to be changed or disposed.</summary>
    public Model? InitialModel { get; internal init; }

    /// <summary>
    /// Set by an algorithm that returns the model of another epoch than the last (the best one, say): that epoch's number. The trained model's metrics,
    /// and so a tuner's value of the trial, are then those of that epoch. Default null: the last one.
    /// </summary>
    public int? ModelEpoch { get; set; }

    /// <summary>A context around ready-made matrices, to run an algorithm without a job.</summary>
    /// <param name="algorithm">What <see cref="Slipway.Algorithm.Describe"/> gives.</param>
    /// <param name="train">Training rows; stays the caller's.</param>
    /// <param name="validation">Validation rows, or null; stay the caller's.</param>
    /// <param name="classes">Class labels by index, for classification.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="maxThreads">Threads that may be used, at least 1.</param>
    /// <param name="onMetric">Receives every reported metric.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public static TrainingContext Create(
        AlgorithmDescription algorithm, FeatureMatrix train, FeatureMatrix? validation = null, IReadOnlyList<string>? classes = null,
        ulong seed = 0, int maxThreads = 1, Action<TrainingMetric>? onMetric = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxThreads, 1);
        var run = new TrainingRunServices { CancellationToken = cancellationToken, OnMetric = onMetric };
        return new TrainingContext(algorithm, train, run)
        {
            Validation = validation,
            Classes = classes ?? [],
            Seed = seed,
            MaxThreads = maxThreads,
        };
    }

    /// <summary>Throws when the job was cancelled. Call it at least once a batch.</summary>
    /// <exception cref="OperationCanceledException">The job was cancelled.</exception>
    public void ThrowIfCancellationRequested() => _run.CancellationToken.ThrowIfCancellationRequested();

    /// <summary>Reads the raw record batches of a channel.</summary>
    /// <param name="name">A name of <see cref="Channels"/>.</param>
    /// <exception cref="ArgumentException">The job has no channel of this name.</exception>
    public ChannelReader OpenChannel(string name) => _run.Channels.TryGetValue(name, out var open)
        ? open()
        : throw new ArgumentException($"The job has no channel '{name}'; it has {string.Join(", ", _run.Channels.Keys)}.", nameof(name));

    /// <summary>Reports a metric.</summary>
    /// <param name="metric">Name of a metric in the algorithm's description.</param>
    /// <param name="value">Its value.</param>
    /// <param name="epoch">1-based pass over the data; 0 for a metric of the whole job.</param>
    /// <exception cref="ArgumentException">The description has no such metric.</exception>
    /// <exception cref="TrainingDivergedException">The value is NaN or infinite.</exception>
    public void Report(string metric, double value, int epoch = 0)
    {
        if (!_metrics.TryGetValue(metric, out var definition))
        {
            throw new ArgumentException(
                $"{Algorithm.Id} reported '{metric}', which its description does not declare; declared: {string.Join(", ", _metrics.Keys)}.",
                nameof(metric));
        }

        if (!double.IsFinite(value))
        {
            throw new TrainingDivergedException(metric, value, epoch);
        }

        _run.OnMetric?.Invoke(new TrainingMetric(metric, value, definition.Direction, epoch, _run.Clock.GetUtcNow()));
    }

    /// <summary>Says how far training is.</summary>
    /// <param name="epoch">1-based pass over the data.</param>
    /// <param name="epochs">Passes planned.</param>
    /// <param name="fraction">Part of the whole training that is done, 0 to 1.</param>
    public void ReportProgress(int epoch, int epochs, double fraction) => _run.OnProgress?.Invoke(epoch, epochs, Math.Clamp(fraction, 0, 1));

    /// <summary>True when enough time has passed since the last checkpoint. Always false when the job keeps none.</summary>
    public bool CheckpointDue => _run.Checkpoints is { IsDue: true };

    /// <summary>Keeps the complete training state, replacing the previous checkpoint in one step.</summary>
    /// <param name="save">Writes the state; everything that the next batch's result depends on.</param>
    public void SaveCheckpoint(Action<ModelWriter> save)
    {
        ArgumentNullException.ThrowIfNull(save);
        _run.Checkpoints?.Save(save);
    }

    /// <summary>Restores the last checkpoint of an interrupted job.</summary>
    /// <param name="restore">Reads the state.</param>
    /// <returns>False when there is none; training then starts afresh.</returns>
    public bool TryRestoreCheckpoint(Action<ModelReader> restore)
    {
        ArgumentNullException.ThrowIfNull(restore);
        return _run.Checkpoints?.TryRestore(restore) ?? false;
    }
}
