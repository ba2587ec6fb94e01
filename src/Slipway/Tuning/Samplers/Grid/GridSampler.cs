using System.Globalization;

namespace Slipway.Tuning;

/// <summary>Every combination once: its settings, and what it asks of a space.</summary>
internal sealed class GridSampler(int? steps, IReadOnlyDictionary<string, int> stepsByParameter) : ISampler
{
    private const int MostSteps = 100_000;

    private readonly SortedDictionary<string, int> _stepsByParameter = new(new Dictionary<string, int>(stepsByParameter), StringComparer.Ordinal);

    public string Description => $"grid({string.Join(", ", _stepsByParameter.Select(s => Setting(s.Key, s.Value)).Prepend(Setting("steps", steps)))})";

    public IEnumerable<string> FindProblems(SearchDefinition search)
    {
        var problems = FindOptionProblems(search.Space).ToList();
        if (problems.Count == 0 && Grid(search.Space).Count is var count && count > int.MaxValue)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture,
                $"the grid has {count:N0} points; allowed: at most {int.MaxValue:N0}. Give the parameters fewer steps, or use Sampler.Sobol()."));
        }

        return problems;
    }

    public ISamplerSession Open(SearchDefinition search) => new Session(Grid(search.Space));

    private IEnumerable<string> FindOptionProblems(ParameterSpace space)
    {
        if (steps is < 1 or > MostSteps)
            yield return string.Create(CultureInfo.InvariantCulture, $"GridOptions.Steps is {steps}; allowed: 1 to {MostSteps:N0}.");

        foreach (var (name, count) in _stepsByParameter)
        {
            var index = space.IndexOf(name);
            if (index < 0)
            {
                var numeric = space.Parameters.Where(p => p is not CategoricalParameter).Select(p => p.Name).DefaultIfEmpty("none");
                yield return $"GridOptions.StepsByParameter names {name}, which is not varied; allowed: {string.Join(", ", numeric)}.";
            }
            else if (space.Parameters[index] is CategoricalParameter)
            {
                yield return $"GridOptions.StepsByParameter names {name}, whose choices are always all tried; allowed: numeric parameters.";
            }

            if (count is < 1 or > MostSteps)
            {
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"GridOptions.StepsByParameter gives {name} {count} steps; allowed: 1 to {MostSteps:N0}.");
            }
        }

        foreach (var parameter in space.Parameters)
        {
            if (parameter is not (CategoricalParameter or IntegerParameter or ContinuousParameter))
            {
                yield return $"{parameter.Name} is of the kind {parameter.GetType().Name}, which a grid does not know; " +
                    "allowed: categorical, integer and continuous parameters.";
            }
            else if (parameter.Cardinality is null && StepsOf(parameter) is null)
            {
                yield return $"{parameter.Name} has a continuum of values, which a grid cannot try all; give it steps, e.g. Sampler.Grid(5).";
            }
        }
    }

    private ParameterGrid Grid(ParameterSpace space) => new(space, [.. space.Parameters.Select(p => GridAxis.Of(p, StepsOf(p)))]);

    private int? StepsOf(Parameter parameter) => _stepsByParameter.TryGetValue(parameter.Name, out var own) ? own : steps;

    private static string Setting(string name, int? count) => $"{name}={count?.ToString(CultureInfo.InvariantCulture) ?? "all"}";

    private sealed class Session(ParameterGrid grid) : ISamplerSession
    {
        public ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials) => number < grid.Count ? grid[number] : null;
    }
}
