namespace Slipway;

/// <summary>An estimator's settings cannot work. All problems are reported at once, before anything runs.</summary>
public sealed class EstimatorException : SlipwayException
{
    /// <summary>Creates the error.</summary>
    /// <param name="algorithmId">Stable id of the algorithm.</param>
    /// <param name="problems">What is wrong with the settings, a sentence each.</param>
    /// <param name="hyperparameters">What is wrong with the hyperparameters as well.</param>
    public EstimatorException(string algorithmId, IReadOnlyList<string> problems, IReadOnlyList<HyperparameterProblem> hyperparameters)
        : base($"{algorithmId} cannot be trained like this:" + string.Concat(
            problems.Concat(hyperparameters.Select(h => h.ToString())).Select(p => $"{Environment.NewLine}  - {p}")))
    {
        Problems = problems;
        Hyperparameters = hyperparameters;
    }

    /// <summary>What is wrong with the settings.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>What is wrong with the hyperparameters.</summary>
    public IReadOnlyList<HyperparameterProblem> Hyperparameters { get; }
}
