namespace Slipway.Tuning;

/// <summary>How much of the objective's variation over the whole space one parameter explains by itself.</summary>
/// <param name="Parameter">Name of the parameter.</param>
/// <param name="Fraction">Part of the variance, 0 to 1. What the fractions leave to 1 comes from parameters acting together.</param>
/// <param name="Deviation">Standard deviation of the fraction over the trees of the forest.</param>
public sealed record ParameterImportance(string Parameter, double Fraction, double Deviation)
{
    /// <summary>
    /// Importance of every parameter by functional analysis of variance (Hutter, Hoos, Leyton-Brown, "An Efficient Approach for Assessing
    /// Hyperparameter Importance", ICML 2014): a random forest of 64 trees learns the first objective from the completed trials, and the variance of
    /// each of its trees over the space is divided among the parameters exactly, leaf by leaf.
    /// </summary>
    /// <remarks>
    /// A parameter that does not exist in a trial counts as the middle of its range there. Deterministic: same trials, same figures.
    /// </remarks>
    /// <param name="search">The search.</param>
    /// <param name="trials">Its trials; those that did not complete, and those of earlier searches, are ignored.</param>
    /// <param name="cancellationToken">Stops the computation within one tree.</param>
    /// <returns>One a parameter, most important first; empty when fewer than two completed trials differ in their value.</returns>
    public static IReadOnlyList<ParameterImportance> Compute(
        SearchDefinition search, IEnumerable<Trial> trials, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentNullException.ThrowIfNull(trials);
        return FunctionalAnova.Compute(search.Space, [.. trials.Where(t => t is { State: TrialState.Completed, Number: >= 0 })], cancellationToken);
    }
}
