namespace Slipway.Tuning;

/// <summary>The parameters of a search, parents before the parameters that depend on them. Immutable and valid.</summary>
public sealed class ParameterSpace
{
    private readonly Dictionary<string, int> _indices;
    private readonly int[] _parents;
    private readonly Parameter[] _parameters;

    /// <summary>Checks and builds a space.</summary>
    /// <param name="parameters">The parameters; copied.</param>
    /// <exception cref="ArgumentException">Definitions that cannot be searched; all of them.</exception>
    public ParameterSpace(IEnumerable<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = [.. parameters];
        var problems = FindProblems(_parameters).ToList();
        if (problems.Count > 0)
        {
            throw new ArgumentException(
                "This space cannot be searched:" + string.Concat(problems.Select(p => $"{Environment.NewLine}  - {p}")), nameof(parameters));
        }

        _indices = _parameters.Select((p, i) => (p.Name, i)).ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);
        _parents = [.. _parameters.Select(p => p.Condition is { } condition ? _indices[condition.Parameter] : -1)];
    }

    /// <summary>The parameters, in the order of a point's values.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>Number of parameters.</summary>
    public int Count => _parameters.Length;

    /// <summary>Whether any parameter exists only under a condition.</summary>
    public bool IsConditional => Array.Exists(_parents, p => p >= 0);

    /// <summary>Position of a parameter, or -1.</summary>
    /// <param name="name">Its name.</param>
    public int IndexOf(string name) => _indices.GetValueOrDefault(name, -1);

    /// <summary>Whether a parameter exists, given the values of those before it.</summary>
    /// <param name="index">Its position.</param>
    /// <param name="values">The values so far; NaN where a parameter does not exist.</param>
    public bool Exists(int index, ReadOnlySpan<double> values)
    {
        var parent = _parents[index];
        return parent < 0 || (!double.IsNaN(values[parent]) && _parameters[index].Condition!.Choices.Contains((int)values[parent]));
    }

    /// <summary>Builds a point from places on the parameters' scales; the places of parameters that do not exist are ignored.</summary>
    /// <param name="units">One number from 0 to 1 a parameter.</param>
    public ParameterPoint FromUnits(ReadOnlySpan<double> units)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(units.Length, Count);
        var values = new double[Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Exists(i, values) ? _parameters[i].FromUnit(units[i]) : double.NaN;
        }

        return new ParameterPoint(values);
    }

    /// <summary>Whether every parameter that exists has one of its values, and no other has any.</summary>
    /// <param name="point">The point.</param>
    public bool Contains(ParameterPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        if (point.Count != Count)
        {
            return false;
        }

        for (var i = 0; i < Count; i++)
        {
            if (Exists(i, point.AsSpan()) ? !_parameters[i].Contains(point[i]) : !double.IsNaN(point[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What is wrong with definitions, as sentences; empty when they form a space.</summary>
    /// <param name="parameters">The parameters in order.</param>
    public static IEnumerable<string> FindProblems(IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Count == 0)
        {
            yield return "there are no parameters; add at least one with Vary.";
        }

        var known = new Dictionary<string, Parameter>(StringComparer.Ordinal);
        foreach (var parameter in parameters)
        {
            foreach (var problem in parameter.FindProblems())
            {
                yield return problem;
            }

            if (parameter.Condition is { } condition)
            {
                if (!known.TryGetValue(condition.Parameter, out var parent) || parent is not CategoricalParameter choices)
                {
                    yield return $"{parameter.Name} depends on {condition.Parameter}; allowed: a categorical parameter that stands before it.";
                }
                else if (condition.Choices.Count == 0 || condition.Choices.Any(c => c < 0 || c >= choices.Choices.Count))
                {
                    yield return $"{parameter.Name} depends on choices [{string.Join(", ", condition.Choices)}] of {condition.Parameter}; " +
                        $"allowed: at least one of 0 to {choices.Choices.Count - 1}.";
                }
            }

            if (!known.TryAdd(parameter.Name, parameter))
            {
                yield return $"{parameter.Name} is varied twice; allowed: once.";
            }
        }
    }
}
