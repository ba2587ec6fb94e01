namespace Slipway.Tuning;

/// <summary>
/// The parameters of all spaces of a search as one <see cref="ParameterSpace"/>, and the way back from a point to an algorithm. Several spaces are the
/// choices of a leading parameter <c>algorithm</c>; the parameters of each exist under its choice only, and bear its name before theirs.
/// </summary>
internal sealed class TunedSpace
{
    public const string AlgorithmParameter = "algorithm";

    private readonly IReadOnlyList<SearchSpace> _spaces;

    private TunedSpace(IReadOnlyList<SearchSpace> spaces)
    {
        _spaces = spaces;
        Parameters = new ParameterSpace(Definitions(spaces));
    }

    public ParameterSpace Parameters { get; }

    /// <summary>Index of the space that a point lies in.</summary>
    public int SpaceOf(ParameterPoint point) => _spaces.Count == 1 ? 0 : (int)point[0];

    /// <summary>The algorithm of a point: the estimator's, with the point's values for what exists.</summary>
    public Algorithm AlgorithmOf(ParameterPoint point)
    {
        var index = SpaceOf(point);
        var first = _spaces.Count == 1 ? 0 : 1 + _spaces.Take(index).Sum(s => s.Varied.Count);
        var space = _spaces[index];
        var algorithm = space.Algorithm with { };
        for (var i = 0; i < space.Varied.Count; i++)
        {
            if (!double.IsNaN(point[first + i]))
            {
                space.Varied[i].Apply(algorithm, point[first + i]);
            }
        }

        return algorithm;
    }

    /// <summary>What is wrong with the spaces, as sentences; empty when <see cref="Of"/> succeeds.</summary>
    public static IEnumerable<string> FindProblems(IReadOnlyList<SearchSpace> spaces)
    {
        foreach (var twice in spaces.GroupBy(s => s.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            yield return $"{twice.Count()} search spaces are named '{twice.Key}'; name them apart by SearchSpace.WithName.";
        }

        foreach (var problem in ParameterSpace.FindProblems(Definitions(spaces).ToList()))
        {
            yield return problem;
        }

        foreach (var space in spaces)
        {
            var varied = space.Varied.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
            var problems = space.Varied.SelectMany(v => v.FindProblems())
                .Concat(Algorithm.FindBoundsProblems(space.Algorithm, p => !varied.Contains(p.Name)).Select(p => p.ToString()));
            foreach (var problem in problems)
            {
                yield return spaces.Count == 1 ? problem : $"{space.Name}: {problem}";
            }
        }
    }

    /// <summary>Builds the space of a search.</summary>
    /// <param name="spaces">Spaces in which <see cref="FindProblems"/> finds nothing.</param>
    public static TunedSpace Of(IReadOnlyList<SearchSpace> spaces) => new(spaces);

    private static IEnumerable<Parameter> Definitions(IReadOnlyList<SearchSpace> spaces)
    {
        if (spaces.Count == 1)
        {
            return spaces[0].Varied.Select(v => v.Definition);
        }

        return spaces.SelectMany((space, index) => space.Varied.Select(v => v.Definition with
        {
            Name = $"{space.Name}.{v.Name}",
            Condition = v.Definition.Condition is { } condition
                ? condition with { Parameter = $"{space.Name}.{condition.Parameter}" }
                : new ParameterCondition(AlgorithmParameter, [index]),
        })).Prepend(new CategoricalParameter(AlgorithmParameter, [.. spaces.Select(s => s.Name)]));
    }
}
