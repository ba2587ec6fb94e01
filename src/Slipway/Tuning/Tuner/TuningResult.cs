using System.Globalization;
using Slipway.Tuning;

namespace Slipway;

/// <summary>What a search found.</summary>
public sealed partial class TuningResult
{
    private readonly TuningTask _task;

    internal TuningResult(
        TuningTask task, IReadOnlyList<Trial> trials, Trial best, IReadOnlyList<Trial> paretoFront, TuningStopReason stopReason, TimeSpan duration)
    {
        _task = task;
        Trials = trials;
        Best = best;
        ParetoFront = paretoFront;
        StopReason = stopReason;
        Duration = duration;
    }

    /// <summary>Name of the search.</summary>
    public string Name => _task.Name;

    /// <summary>What was searched: parameters, objectives, seed.</summary>
    public SearchDefinition Search => _task.Plan.Definition;

    /// <summary>All trials by increasing number; one that the end of the search cut off is <see cref="TrialState.Running"/>.</summary>
    public IReadOnlyList<Trial> Trials { get; }

    /// <summary>The best completed trial by the first objective, the earliest of equals.</summary>
    public Trial Best { get; }

    /// <summary>The best trial's algorithm: the estimator's, with the trial's values.</summary>
    public Algorithm BestAlgorithm => AlgorithmOf(Best);

    /// <summary>The completed trials that no other one beats in every objective; with one objective, all that are as good as the best.</summary>
    public IReadOnlyList<Trial> ParetoFront { get; }

    /// <summary>Why the search ended.</summary>
    public TuningStopReason StopReason { get; }

    /// <summary>Time from the start to the end of this process's part of the search.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The algorithm of a trial.</summary>
    /// <param name="trial">One of <see cref="Trials"/>.</param>
    public Algorithm AlgorithmOf(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return _task.Plan.Space.AlgorithmOf(trial.Point);
    }

    /// <summary>Path or URI of the directory of a trial's job: logs, metrics, and <c>output/model.tar.gz</c> where the model was kept.</summary>
    /// <param name="trial">One of <see cref="Trials"/>.</param>
    public string JobDirectoryOf(Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return _task.JobDirectoryOf(trial);
    }

    /// <summary>Loads the best trial's model, as it was trained in the search.</summary>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="ArtifactException">The model is gone or damaged.</exception>
    public ValueTask<TrainedModel> LoadBestModelAsync(CancellationToken cancellationToken = default) => LoadModelAsync(Best, cancellationToken);

    /// <summary>Loads a trial's model. Without <see cref="KeepModels.All"/> only the best are there.</summary>
    /// <param name="trial">One of <see cref="Trials"/>.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="ArtifactException">The model is not there (not kept, pruned, failed), or damaged.</exception>
    public ValueTask<TrainedModel> LoadModelAsync(Trial trial, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return TrainedModel.LoadAsync(_task.JobDirectoryOf(trial), _task.SettingsOf(trial).Services, cancellationToken: cancellationToken);
    }

    /// <summary>E.g. <c>best of 20 trials: validation:accuracy 0.978 with LearningRate = 0.0031, HiddenLayers = [64,32]</c>.</summary>
    public override string ToString()
    {
        var values = Search.Objectives.Select((o, i) => string.Create(CultureInfo.InvariantCulture, $"{o.Metric} {Best.Values[i]:0.####}"));
        var settings = Search.Space.Parameters
            .Select((p, i) => (Parameter: p, Value: Best.Point[i]))
            .Where(p => !double.IsNaN(p.Value))
            .Select(p => string.Create(
                CultureInfo.InvariantCulture,
                $"{p.Parameter.Name} = {(p.Parameter is CategoricalParameter c ? c.Choices[(int)p.Value] : p.Value.ToString(p.Parameter is IntegerParameter ? "0" : "G4", CultureInfo.InvariantCulture))}"));
        return string.Create(CultureInfo.InvariantCulture, $"best of {Trials.Count} trials: {string.Join(", ", values)} with {string.Join(", ", settings)}");
    }
}
