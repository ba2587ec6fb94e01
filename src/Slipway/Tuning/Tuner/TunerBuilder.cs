using Slipway.Tuning;

namespace Slipway;

/// <summary>
/// What every tuner can be told, whether it searches one algorithm (<see cref="HyperparameterTuner{TAlgorithm}"/>) or several
/// (<see cref="HyperparameterTuner"/>). Immutable: every call returns a new tuner. Nothing is checked before <see cref="Build"/>, which starting does
/// too; then everything is, and all problems are reported together.
/// </summary>
/// <typeparam name="TSelf">The tuner itself.</typeparam>
public abstract partial class TunerBuilder<TSelf> where TSelf : TunerBuilder<TSelf>
{
    private protected TunerBuilder(TunerSettings settings) => Settings = settings;

    internal TunerSettings Settings { get; }

    /// <summary>Makes a metric as high as possible. Call it (or <see cref="Minimize"/>) again for a further objective.</summary>
    /// <param name="metric">A metric that every algorithm emits with this direction, e.g. <c>validation:accuracy</c>.</param>
    public TSelf Maximize(string metric) => Add(new Objective(metric, MetricDirection.Maximize));

    /// <summary>Makes a metric as low as possible. Call it (or <see cref="Maximize"/>) again for a further objective.</summary>
    /// <param name="metric">A metric that every algorithm emits with this direction, e.g. <c>validation:loss</c>.</param>
    public TSelf Minimize(string metric) => Add(new Objective(metric, MetricDirection.Minimize));

    /// <summary>Decides what to try next. Default: <see cref="Sampler.Bayesian"/>; with several objectives <see cref="Sampler.Tpe"/>.</summary>
    /// <param name="sampler">The sampler.</param>
    public TSelf WithSampler(ISampler sampler)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        return With(Settings with { Sampler = sampler });
    }

    /// <summary>Decides which trials to give up before their end, by the first objective's values epoch by epoch. Default: none.</summary>
    /// <param name="pruner">The pruner.</param>
    public TSelf WithPruner(IPruner pruner)
    {
        ArgumentNullException.ThrowIfNull(pruner);
        return With(Settings with { Pruner = pruner });
    }

    /// <summary>Number of trials, failed and pruned ones included, over all processes that work on one journal. Default 20.</summary>
    /// <param name="trials">At least 1.</param>
    public TSelf WithMaxTrials(int trials) => With(Settings with { MaxTrials = trials });

    /// <summary>
    /// Time after which the search ends with the best model so far. Trials that still run are cut off; with a journal they go on from their last checkpoint
    /// when the search does. Default: none.
    /// </summary>
    /// <param name="limit">Positive; counted from the start of this process's part of the search.</param>
    public TSelf WithMaxRuntime(TimeSpan limit) => With(Settings with { MaxRuntime = limit });

    /// <summary>
    /// Trials that may run at the same time. Trials of this process share its cores and memory: each gets an equal part of them, unless its estimator
    /// says how many threads or how much memory a job needs; then no more trials run than fit. Default 1, with which a search is deterministic.
    /// </summary>
    /// <param name="trials">At least 1.</param>
    public TSelf WithMaxParallelTrials(int trials) => With(Settings with { MaxParallelTrials = trials });

    /// <summary>Ends the search as soon as a trial is this good by the (only) objective.</summary>
    /// <param name="value">Finite.</param>
    public TSelf WithTargetValue(double value) => With(Settings with { TargetValue = value });

    /// <summary>Ends the search when this many trials after the best one have ended without a better one.</summary>
    /// <param name="trials">At least 1.</param>
    public TSelf WithNoImprovementStop(int trials) => With(Settings with { NoImprovementTrials = trials });

    /// <summary>Ends the search when the values of its best trials differ by no more than a tolerance.</summary>
    /// <param name="trials">How many of the best trials; at least 2.</param>
    /// <param name="tolerance">Largest difference between the objective's values; not negative.</param>
    public TSelf WithConvergenceStop(int trials = 5, double tolerance = 1e-3) =>
        With(Settings with { Convergence = new ConvergenceRule(trials, tolerance) });

    /// <summary>Failed trials in a row after which the search ends with an error: something is wrong with more than a few settings. Default 5.</summary>
    /// <param name="trials">At least 1.</param>
    public TSelf WithMaxConsecutiveFailures(int trials) => With(Settings with { MaxConsecutiveFailures = trials });

    /// <summary>Seed of proposals and, with the estimator's, of the trials' trainings. Default 0.</summary>
    /// <param name="seed">Any value.</param>
    public TSelf WithSeed(ulong seed) => With(Settings with { Seed = seed });

    /// <summary>
    /// Keeps the search in a file. When it exists, the search goes on where it stopped or was killed: finished trials are not repeated, the proposals
    /// are those of an undisturbed search, and interrupted trials go on from their last checkpoints.
    /// </summary>
    /// <param name="path">Path of the file; its folder is created.</param>
    public TSelf WithJournal(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return With(Settings with { Journal = path });
    }

    /// <summary>
    /// Learns from earlier searches. Where data, fixed settings and parameters are the same, their trials count as history of this search (not as its
    /// trials). From any other journal, the best points that fit the space are tried first.
    /// </summary>
    /// <param name="journals">Paths of the journals.</param>
    public TSelf WithWarmStart(params IEnumerable<string> journals)
    {
        ArgumentNullException.ThrowIfNull(journals);
        return With(Settings with { WarmStart = [.. Settings.WarmStart, .. journals] });
    }

    /// <summary>
    /// Name of the search; its trials' jobs are <c>&lt;name&gt;-&lt;number&gt;</c>. Default: the journal's file name; without a journal a new name for every
    /// start.
    /// </summary>
    /// <param name="name">1 to 55 letters, digits and hyphens, beginning and ending with a letter or digit.</param>
    public TSelf WithName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return With(Settings with { Name = name });
    }

    /// <summary>Which trials' models stay on disk. Default: the best only.</summary>
    /// <param name="models">Which.</param>
    public TSelf WithModelsKept(KeepModels models) => With(Settings with { KeepModels = models });

    internal abstract IReadOnlyList<SearchSpace> Spaces { get; }

    private protected abstract TSelf With(TunerSettings settings);

    private TSelf Add(Objective objective)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(objective.Metric, "metric");
        return With(Settings with { Objectives = [.. Settings.Objectives, objective] });
    }
}
