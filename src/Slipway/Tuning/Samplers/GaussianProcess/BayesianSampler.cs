namespace Slipway.Tuning;

/// <summary>Gaussian process search; see <see cref="Sampler.Bayesian"/>.</summary>
internal sealed record BayesianSampler(BayesianOptions Options) : ISampler
{
    public string Description => Options.Describe();

    public IEnumerable<string> FindProblems(SearchDefinition search)
    {
        ArgumentNullException.ThrowIfNull(search);
        foreach (var problem in Options.FindProblems())
        {
            yield return problem;
        }

        if (search.Objectives.Count != 1)
        {
            yield return $"The search has {search.Objectives.Count} objectives and Sampler.Bayesian optimises one; use one objective, or a sampler for several.";
        }
    }

    public ISamplerSession Open(SearchDefinition search) => new BayesianSession(search, Options);
}
