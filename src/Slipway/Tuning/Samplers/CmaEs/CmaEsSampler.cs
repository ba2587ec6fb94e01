using System.Globalization;

namespace Slipway.Tuning;

/// <summary>The covariance matrix adaptation evolution strategy: its settings, and what it asks of them and of a search.</summary>
internal sealed class CmaEsSampler(CmaEsOptions options) : ISampler
{
    private const int SmallestPopulation = 4;

    private const int LargestGrowth = 10;

    public string Description => string.Create(CultureInfo.InvariantCulture,
        $"cma-es(population={options.PopulationSize?.ToString(CultureInfo.InvariantCulture) ?? "auto"}, step={options.InitialStepSize}, ") +
        string.Create(CultureInfo.InvariantCulture, $"growth={options.PopulationGrowth?.ToString(CultureInfo.InvariantCulture) ?? "none"})");

    public IEnumerable<string> FindProblems(SearchDefinition search)
    {
        if (options.PopulationSize is < SmallestPopulation or > TrialGeneration.LargestPopulation)
            yield return Problem(nameof(CmaEsOptions.PopulationSize), options.PopulationSize.Value, $"{SmallestPopulation} to {TrialGeneration.LargestPopulation}, or null");

        if (!(options.InitialStepSize > 0 && options.InitialStepSize <= 1))
            yield return Problem(nameof(CmaEsOptions.InitialStepSize), options.InitialStepSize, "more than 0 and at most 1");

        if (options.PopulationGrowth is < 1 or > LargestGrowth)
            yield return Problem(nameof(CmaEsOptions.PopulationGrowth), options.PopulationGrowth.Value, $"1 to {LargestGrowth}, or null");

        if (search.Objectives.Count != 1)
        {
            yield return $"CMA-ES has one objective, and the search has {search.Objectives.Count}; use Sampler.Nsga2 or Sampler.Tpe for several.";
        }

        if (NumericAxis.Of(search.Space).Length == 0)
        {
            yield return "CMA-ES needs at least one continuous or integer parameter without a condition, and the space has none; use Sampler.Tpe.";
        }
    }

    public ISamplerSession Open(SearchDefinition search) => new CmaEsSession(search, options);

    private static string Problem(string name, double value, string allowed) =>
        string.Create(CultureInfo.InvariantCulture, $"CmaEsOptions.{name} is {value}; allowed: {allowed}.");
}
