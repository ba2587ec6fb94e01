using System.Globalization;

namespace Slipway.Tuning;

/// <summary>The non-dominated sorting genetic algorithm II: its settings, and what it asks of them.</summary>
internal sealed class Nsga2Sampler(Nsga2Options options) : ISampler
{
    private const int SmallestPopulation = 4;

    public string Description => string.Create(CultureInfo.InvariantCulture,
        $"nsga2(population={options.PopulationSize}, crossover={options.CrossoverProbability}, ") +
        string.Create(CultureInfo.InvariantCulture, $"mutation={options.MutationProbability?.ToString(CultureInfo.InvariantCulture) ?? "auto"}, ") +
        string.Create(CultureInfo.InvariantCulture, $"crossover-index={options.CrossoverIndex}, mutation-index={options.MutationIndex})");

    public IEnumerable<string> FindProblems(SearchDefinition search)
    {
        if (options.PopulationSize is < SmallestPopulation or > TrialGeneration.LargestPopulation)
            yield return Problem(nameof(Nsga2Options.PopulationSize), options.PopulationSize, $"{SmallestPopulation} to {TrialGeneration.LargestPopulation}");

        if (!(options.CrossoverProbability >= 0 && options.CrossoverProbability <= 1))
            yield return Problem(nameof(Nsga2Options.CrossoverProbability), options.CrossoverProbability, "0 to 1");

        if (options.MutationProbability is { } mutation && !(mutation >= 0 && mutation <= 1))
            yield return Problem(nameof(Nsga2Options.MutationProbability), mutation, "0 to 1, or null");

        if (!(options.CrossoverIndex >= 0 && double.IsFinite(options.CrossoverIndex)))
            yield return Problem(nameof(Nsga2Options.CrossoverIndex), options.CrossoverIndex, "finite and at least 0");

        if (!(options.MutationIndex >= 0 && double.IsFinite(options.MutationIndex)))
            yield return Problem(nameof(Nsga2Options.MutationIndex), options.MutationIndex, "finite and at least 0");
    }

    public ISamplerSession Open(SearchDefinition search) => new Nsga2Session(search, options);

    private static string Problem(string name, double value, string allowed) =>
        string.Create(CultureInfo.InvariantCulture, $"Nsga2Options.{name} is {value}; allowed: {allowed}.");
}
