using Slipway.Tuning;

namespace Slipway;

/// <summary>
/// An estimator and which of its algorithm's hyperparameters to vary, for a search over several algorithms by
/// <see cref="HyperparameterTuner.For(SearchSpace[])"/>. What is not varied keeps the estimator's value. Immutable.
/// </summary>
public abstract class SearchSpace
{
    private protected SearchSpace(string name, IReadOnlyList<VariedParameter> varied)
    {
        Name = name;
        Varied = varied;
    }

    /// <summary>Name among the spaces of one search: a choice of the parameter <c>algorithm</c>. Default: the algorithm's id.</summary>
    public string Name { get; }

    /// <summary>What is varied, parents before the parameters that depend on them.</summary>
    internal IReadOnlyList<VariedParameter> Varied { get; }

    /// <summary>The recipe as the estimator has it.</summary>
    internal abstract Algorithm Algorithm { get; }

    /// <summary>Everything of the estimator but its algorithm.</summary>
    internal abstract EstimatorSettings Settings { get; }

    /// <summary>A space that varies nothing yet.</summary>
    /// <typeparam name="TAlgorithm">The algorithm.</typeparam>
    /// <param name="estimator">Trains the trials: its algorithm, backend, output, features and limits.</param>
    public static SearchSpace<TAlgorithm> For<TAlgorithm>(Estimator<TAlgorithm> estimator) where TAlgorithm : Algorithm
    {
        ArgumentNullException.ThrowIfNull(estimator);
        return new SearchSpace<TAlgorithm>(estimator);
    }

    /// <summary>What is wrong with the estimator's settings for these channels, apart from hyperparameters; empty when nothing is.</summary>
    internal abstract IEnumerable<string> FindEstimatorProblems(DataChannel train, DataChannel? validation);

    /// <summary>The training job of a trial.</summary>
    /// <exception cref="HyperparameterException">The trial's hyperparameters do not go together; all problems.</exception>
    internal abstract Jobs.TrainingJobSpec CreateSpec(Algorithm algorithm, TrialJob job, DataChannel train, DataChannel? validation);

    /// <summary>Pushes a sample of rows through a training with some hyperparameters.</summary>
    internal abstract Task<DryRunReport> DryRunAsync(
        Algorithm algorithm, DataChannel train, DataChannel? validation, CancellationToken cancellationToken);
}
