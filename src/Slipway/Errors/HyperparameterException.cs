namespace Slipway;

/// <summary>One or more hyperparameters of an algorithm are out of range or contradict each other. All problems are reported at once.</summary>
public sealed class HyperparameterException : SlipwayException
{
    /// <summary>Creates the error.</summary>
    /// <param name="algorithmId">Stable id of the algorithm, e.g. <c>slipway.mlp-classifier</c>.</param>
    /// <param name="problems">Every problem found; at least one.</param>
    public HyperparameterException(string algorithmId, IReadOnlyList<HyperparameterProblem> problems)
        : base(Compose(algorithmId, problems))
    {
        AlgorithmId = algorithmId;
        Problems = problems;
    }

    /// <summary>Stable id of the algorithm.</summary>
    public string AlgorithmId { get; }

    /// <summary>Every problem found.</summary>
    public IReadOnlyList<HyperparameterProblem> Problems { get; }

    private static string Compose(string algorithmId, IReadOnlyList<HyperparameterProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        return problems.Count == 1
            ? $"{algorithmId}: {problems[0]}"
            : $"{algorithmId}: {problems.Count} problems:{string.Concat(problems.Select(p => $"{Environment.NewLine}  - {p}"))}";
    }
}
