using Slipway.Jobs;
using Slipway.Storage;

namespace Slipway;

public sealed partial class Estimator<TAlgorithm>
{
    /// <summary>Starts a training job and returns at once.</summary>
    /// <param name="train">Training rows.</param>
    /// <param name="validation">Rows to validate on, or null.</param>
    /// <param name="progress">Receives progress on the job's thread; must be quick.</param>
    /// <param name="cancellationToken">Stops the start; a job that has started is not affected (see <see cref="TrainingJob.CancelAsync"/>).</param>
    /// <exception cref="HyperparameterException">Hyperparameters out of range; all of them.</exception>
    /// <exception cref="EstimatorException">Settings that cannot work, together with any hyperparameter problems.</exception>
    /// <exception cref="BackendException">The backend refused the job.</exception>
    public async Task<TrainingJob> StartAsync(
        DataChannel train, DataChannel? validation = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var spec = Validated(train, validation, progress);
        var handle = await _settings.Backend.SubmitAsync(spec, cancellationToken).ConfigureAwait(false);
        return new TrainingJob(_settings.Backend, handle, spec.Services, started: true);
    }

    /// <summary>Trains, waits, and returns the model.</summary>
    /// <param name="train">Training rows.</param>
    /// <param name="validation">Rows to validate on, or null.</param>
    /// <param name="progress">Receives progress on the job's thread; must be quick.</param>
    /// <param name="cancellationToken">Cancels the job: it ends within one batch and no model comes back.</param>
    /// <exception cref="HyperparameterException">Hyperparameters out of range; all of them.</exception>
    /// <exception cref="EstimatorException">Settings that cannot work, together with any hyperparameter problems.</exception>
    /// <exception cref="BackendException">The backend refused the job.</exception>
    /// <exception cref="TrainingFailedException">Training failed; the inner exception is the first cause.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<TrainedModel> FitAsync(
        DataChannel train, DataChannel? validation = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var job = await StartAsync(train, validation, progress, cancellationToken).ConfigureAwait(false);
        await using (job.ConfigureAwait(false))
        {
            await using var cancel = cancellationToken.UnsafeRegister(static state => _ = ((TrainingJob)state!).CancelAsync().AsTask(), job).ConfigureAwait(false);
            try
            {
                return await job.Completion.ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(e.Message, e, cancellationToken);
            }
        }
    }

    /// <summary>Checks all settings and makes a private specification.</summary>
    internal TrainingJobSpec Validated(DataChannel train, DataChannel? validation, IProgress<TrainingProgress>? progress)
    {
        ArgumentNullException.ThrowIfNull(train);
        var description = Algorithm.Describe();
        var hyperparameters = Algorithm.FindProblems();
        var problems = FindSettingsProblems(train, validation).ToList();
        if (problems.Count > 0)
        {
            throw new EstimatorException(description.Id, problems, hyperparameters);
        }

        if (hyperparameters.Count > 0)
        {
            throw new HyperparameterException(description.Id, hyperparameters);
        }

        return Specify(train, validation, progress);
    }

    private TrainingJobSpec Specify(DataChannel train, DataChannel? validation, IProgress<TrainingProgress>? progress) => new()
    {
        Name = _settings.JobName ?? JobName.Create(Algorithm.Describe().Id, _settings.Services.Clock.GetUtcNow()),
        Algorithm = Algorithm,
        Channels = validation is null
            ? new Dictionary<string, DataChannel> { [EstimatorChannels.Train] = train }
            : new Dictionary<string, DataChannel> { [EstimatorChannels.Train] = train, [EstimatorChannels.Validation] = validation },
        Features = _settings.Features,
        Output = _settings.Output,
        StoredOutput = _settings.StoredOutput,
        Services = _settings.Services,
        Seed = _settings.Seed,
        MaxThreads = _settings.ThreadsOfJob,
        MemoryBudget = _settings.MemoryOfJob,
        MaxRuntime = _settings.MaxRuntime,
        CheckpointInterval = _settings.CheckpointInterval,
        Tags = _settings.Tags,
        InitialModel = _settings.InitialModel?.TryShare(),
        Progress = progress,
    };

    /// <summary>What is wrong with everything but the hyperparameters, as sentences.</summary>
    internal IEnumerable<string> FindSettingsProblems(DataChannel train, DataChannel? validation, bool streaming = false)
    {
        if (_settings.MaxThreads < 1)
        {
            yield return $"WithMaxThreads is {_settings.MaxThreads}; allowed: at least 1.";
        }

        if (_settings.MemoryBudget is < 1024 * 1024)
        {
            yield return $"WithMemoryBudget is {_settings.MemoryBudget} bytes; allowed: at least 1 MiB (1048576).";
        }

        if (_settings.MaxRuntime is { } limit && limit <= TimeSpan.Zero)
        {
            yield return $"WithMaxRuntime is {limit}; allowed: a positive time.";
        }

        if (_settings.CheckpointInterval is { } interval && interval < TimeSpan.Zero)
        {
            yield return $"WithCheckpoints is {interval}; allowed: zero or more, or null.";
        }

        if (!LocalPath.TryGet(_settings.Output, out _))
        {
            if (FindStoreProblem() is { } unknown)
            {
                yield return unknown;
            }

            foreach (var problem in _settings.StoredOutput.FindProblems())
            {
                yield return problem;
            }
        }

        var description = Algorithm.Describe();
        if (_settings.InitialModel is { } initial)
        {
            using var alive = initial.TryShare();
            if (alive is null)
            {
                yield return "ContinueFrom got a model that was disposed; allowed: one that is alive when training starts.";
            }

            if (initial.Algorithm.Describe().Id != description.Id)
            {
                yield return $"ContinueFrom got a model of '{initial.Algorithm.Describe().Id}'; allowed: a model of '{description.Id}'.";
            }
        }

        if (description.Task.NeedsLabel() && description.Input != AlgorithmInput.RecordBatches)
        {
            foreach (var (name, channel) in new[] { (EstimatorChannels.Train, train), (EstimatorChannels.Validation, validation) })
            {
                if (channel is { HasLabel: false })
                {
                    yield return $"The {name} channel ({channel}) has no label column, which {description.Task} needs; add WithLabel(\"<column>\").";
                }
            }
        }

        foreach (var (name, channel) in new[] { (EstimatorChannels.Train, train), (EstimatorChannels.Validation, validation) })
        {
            if (!streaming && channel?.Stream is not null)
            {
                yield return $"The {name} channel ({channel}) is a stream without an end; use FitStreamAsync, or DataChannel.From for rows that end.";
            }
        }

        if (_settings.JobName is { } given && JobName.Problem(given) is { } wrong)
        {
            yield return wrong;
        }
    }

    private string? FindStoreProblem()
    {
        try
        {
            _settings.Services.GetStore(new Uri(_settings.Output, UriKind.Absolute));
            return null;
        }
        catch (UriFormatException e)
        {
            return $"WithOutput is '{_settings.Output}', which is no URI ({e.Message.TrimEnd('.')}); allowed: a folder, or a URI such as s3://bucket/models.";
        }
        catch (ArgumentException)
        {
            return $"WithOutput is '{_settings.Output}', and no object store serves its scheme; add one by SlipwayServices.AddStore and WithServices, " +
                "or choose a local folder.";
        }
    }
}
