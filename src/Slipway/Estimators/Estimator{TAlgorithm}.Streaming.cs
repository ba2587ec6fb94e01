using Slipway.Backends;
using Slipway.Storage;
using Slipway.Streaming;

namespace Slipway;

public sealed partial class Estimator<TAlgorithm>
{
    /// <summary>
    /// Learns from a stream until it ends or the job is stopped, in this process. Each micro-batch is scored before it is learned (prequential
    /// evaluation). Features are fitted on the first window, or are those of the model to go on from, and stay as they are: later rows must have the
    /// same columns and, for classification, the same classes.
    /// </summary>
    /// <remarks>
    /// With a source that has positions, a job with the same name (<see cref="WithJobName"/>) goes on where an earlier one was, from its last checkpoint:
    /// each row is learned once, in what survives. The algorithm's epochs do not count; each row is seen once.
    /// </remarks>
    /// <param name="stream">From <c>DataChannel.FromStream</c> or another source without an end; with a label. <c>Where</c> and <c>Map</c> apply.</param>
    /// <param name="options">Sizes, times, snapshots, drift; null means the defaults.</param>
    /// <param name="cancellationToken">Cancels the job, also after it has started: it ends within one batch of the algorithm, and its last snapshot stays.</param>
    /// <returns>The running job.</returns>
    /// <exception cref="HyperparameterException">Hyperparameters out of range, or without a meaning for a stream; all of them.</exception>
    /// <exception cref="EstimatorException">Settings that cannot work, together with any hyperparameter problems.</exception>
    /// <exception cref="BackendException">The job runs already, or one with other settings has its name, or the folder is not writable.</exception>
    public Task<StreamingJob> FitStreamAsync(DataChannel stream, StreamingOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new StreamingOptions();
        cancellationToken.ThrowIfCancellationRequested();
        var description = Algorithm.Describe();
        var hyperparameters = Algorithm.FindProblems().Concat(Algorithm.ValidateForStream()).ToList();
        var problems = FindSettingsProblems(stream, null, streaming: true).Concat(FindStreamProblems(stream, options)).ToList();
        if (problems.Count > 0)
        {
            throw new EstimatorException(description.Id, problems, hyperparameters);
        }

        if (hyperparameters.Count > 0)
        {
            throw new HyperparameterException(description.Id, hyperparameters);
        }

        var spec = Specify(stream, null, null) with { Stream = options.Identity() };
        LocalPath.TryGet(spec.Output, out var output);
        return Task.Run(
            () =>
            {
                try
                {
                    var root = Path.GetFullPath(Path.Combine(output!, spec.Name));
                    return new StreamingJob(
                        spec.Name, StreamingRun.Start(new StreamingSpec(spec, stream, stream.Stream!, options), root, cancellationToken));
                }
                catch
                {
                    spec.InitialModel?.Dispose();
                    throw;
                }
            },
            CancellationToken.None);
    }

    private IEnumerable<string> FindStreamProblems(DataChannel stream, StreamingOptions options)
    {
        var description = Algorithm.Describe();
        if (stream.Stream is not { } source)
        {
            yield return $"The channel ({stream}) is no stream; use FitAsync for it, or DataChannel.FromStream for rows without an end.";
        }
        else if (options.ExactlyOnce && !source.HasPositions)
        {
            yield return $"ExactlyOnce needs a source with positions, and the {source.Description} have none; read an IPositionedSource, or leave it off.";
        }

        foreach (var step in stream.Transforms.Where(t => t.DependsOnPosition))
        {
            yield return $"The channel's step {step.Operation} needs rows that end; over a stream only Where and Map can be used.";
        }

        if (!Algorithm.CanContinue || description.Input == AlgorithmInput.RecordBatches)
        {
            yield return $"{description.Id} cannot go on from a model, so it cannot learn from a stream; use a perceptron, a factorization machine, or a linear model.";
        }

        if (!description.Task.NeedsLabel())
        {
            yield return $"{description.Id} is for {description.Task}; a stream is learned for classification or regression, whose rows can be scored first.";
        }

        if (_settings.Backend is not InProcessBackend)
        {
            yield return "FitStreamAsync runs in this process; leave OnBackend out.";
        }

        if (!LocalPath.TryGet(_settings.Output, out _))
        {
            yield return $"A streaming job keeps its directory on local disk, and '{_settings.Output}' is not local; choose a local folder by WithOutput.";
        }

        if (_settings.InitialModel is { Features: null })
        {
            yield return "ContinueFrom got a model without a feature pipeline; allowed: one that was trained on features.";
        }

        foreach (var problem in options.FindProblems())
        {
            yield return problem;
        }
    }
}
