using Slipway.Backends;
using Slipway.Features;

namespace Slipway;

/// <summary>
/// An algorithm and where, how and within which limits to train it. Immutable: every <c>With</c> returns a new one, so one estimator can
/// serve many trainings at once. Nothing is checked before training starts; then everything is, and all problems are reported together.
/// </summary>
/// <typeparam name="TAlgorithm">The algorithm.</typeparam>
public sealed partial class Estimator<TAlgorithm> where TAlgorithm : Algorithm
{
    private readonly EstimatorSettings _settings;

    internal Estimator(TAlgorithm algorithm, EstimatorSettings? settings = null)
    {
        Algorithm = algorithm;
        _settings = settings ?? new EstimatorSettings();
    }

    /// <summary>The recipe.</summary>
    public TAlgorithm Algorithm { get; }

    internal EstimatorSettings Settings => _settings;

    /// <summary>Trains another recipe in the same way.</summary>
    /// <param name="algorithm">The recipe; copied.</param>
    public Estimator<TAlgorithm> WithAlgorithm(TAlgorithm algorithm)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        return new Estimator<TAlgorithm>((TAlgorithm)algorithm.DeepCopy(), _settings);
    }

    /// <summary>Where to train. Default: <see cref="Backend.InProcess"/>.</summary>
    /// <param name="backend">The backend.</param>
    public Estimator<TAlgorithm> OnBackend(IComputeBackend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        return With(_settings with { Backend = backend });
    }

    /// <summary>The folder under which each job gets its directory, named after the job. Default: <c>.slipway/jobs</c>.</summary>
    /// <param name="folder">
    /// Path, or URI of an object store that <see cref="WithServices"/> knows. A job in this process then works in a local scratch folder and stores its
    /// files as it goes on; another machine can watch it, and go on with it when this one is gone.
    /// </param>
    public Estimator<TAlgorithm> WithOutput(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return With(_settings with { Output = folder });
    }

    /// <summary>As <see cref="WithOutput(string)"/>, with other than the default times and places for an output in an object store.</summary>
    /// <param name="uri">URI of an object store; with a path the options have no effect.</param>
    /// <param name="options">Scratch folder, intervals and limits.</param>
    public Estimator<TAlgorithm> WithOutput(string uri, StoredOutputOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(uri);
        return With(_settings with { Output = uri, StoredOutput = options });
    }

    /// <summary>Stores, known algorithms, clock and loggers. Default: <see cref="SlipwayServices.Default"/>.</summary>
    /// <param name="services">The services.</param>
    public Estimator<TAlgorithm> WithServices(SlipwayServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return With(_settings with { Services = services });
    }

    /// <summary>How raw rows become features. Default: <see cref="FeaturePipeline.Auto"/>.</summary>
    /// <param name="features">The pipeline, not yet fitted.</param>
    public Estimator<TAlgorithm> WithFeatures(FeaturePipeline features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return With(_settings with { Features = features });
    }

    /// <summary>Seed of every random decision: same seed, same data, same kernel path, same model. Default 0.</summary>
    /// <param name="seed">Any value.</param>
    public Estimator<TAlgorithm> WithSeed(ulong seed) => With(_settings with { Seed = seed });

    /// <summary>Threads that a job may keep busy. Does not change the model. Default: one for each processor.</summary>
    /// <param name="threads">At least 1.</param>
    public Estimator<TAlgorithm> WithMaxThreads(int threads) => With(_settings with { MaxThreads = threads });

    /// <summary>
    /// Bytes that a job's rows may hold in memory: half of it as features, half for reading. What is beyond goes to a spill file in the job's
    /// directory. Does not change the model. Default: half of the memory that the process may use.
    /// </summary>
    /// <param name="bytes">At least 1 MiB.</param>
    public Estimator<TAlgorithm> WithMemoryBudget(long bytes) => With(_settings with { MemoryBudget = bytes });

    /// <summary>Time after which training ends gracefully with the best model so far. Default: none.</summary>
    /// <param name="limit">Positive; counted from the job's start, reading included.</param>
    public Estimator<TAlgorithm> WithMaxRuntime(TimeSpan limit) => With(_settings with { MaxRuntime = limit });

    /// <summary>Least time between checkpoints; <see cref="TimeSpan.Zero"/> makes one after every batch. Default: 30 seconds.</summary>
    /// <param name="interval">Not negative, or null for no checkpoints.</param>
    public Estimator<TAlgorithm> WithCheckpoints(TimeSpan? interval) => With(_settings with { CheckpointInterval = interval });

    /// <summary>
    /// Name of the job, which makes starting it idempotent: if the job ended, its model comes back; if it was interrupted, it goes on from its
    /// last checkpoint. Default: a new name for every start.
    /// </summary>
    /// <param name="name">1 to 63 letters, digits and hyphens, beginning and ending with a letter or digit.</param>
    public Estimator<TAlgorithm> WithJobName(string? name) => With(_settings with { JobName = name });

    /// <summary>Adds a label that is stored with the job and in the model's lineage.</summary>
    /// <param name="key">Name of the label.</param>
    /// <param name="value">Its value.</param>
    public Estimator<TAlgorithm> WithTag(string key, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        return With(_settings with { Tags = new Dictionary<string, string>(_settings.Tags) { [key] = value } });
    }

    /// <summary>
    /// Goes on from a trained model instead of starting afresh. The model's features stay as they were fitted, so new data must have its
    /// columns and, for classification, its classes.
    /// </summary>
    /// <param name="model">A model of the same algorithm; must not be disposed before training has started.</param>
    public Estimator<TAlgorithm> ContinueFrom(TrainedModel? model) => With(_settings with { InitialModel = model });

    private Estimator<TAlgorithm> With(EstimatorSettings settings) => new(Algorithm, settings);
}
