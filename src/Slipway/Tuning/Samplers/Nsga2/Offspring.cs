namespace Slipway.Tuning;

/// <summary>
/// Makes a child of two points, parameter by parameter in the order of the space: a choice is settled before the parameters that depend on it. One
/// that exists in the child comes from the parents in which it exists, or is uniform where there is none; so every child is a point of the space.
/// </summary>
internal readonly struct Offspring(ParameterSpace space, Nsga2Options options)
{
    private readonly double _mutation = options.MutationProbability ?? 1.0 / space.Count;

    public ParameterPoint Of(ParameterPoint first, ParameterPoint second, ref SamplerRandom random)
    {
        var crossed = random.NextUnit() < options.CrossoverProbability;
        var values = new double[space.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!space.Exists(i, values))
            {
                values[i] = double.NaN;
                continue;
            }

            var parameter = space.Parameters[i];
            var (a, b) = (first[i], crossed ? second[i] : first[i]);
            if (double.IsNaN(a) || double.IsNaN(b))
                a = b = double.IsNaN(a) ? b : a;

            values[i] = double.IsNaN(a) ? parameter.FromUnit(random.NextUnit()) : Cross(parameter, a, b, ref random);
            if (random.NextUnit() < _mutation)
                values[i] = Mutate(parameter, values[i], ref random);
        }

        return new ParameterPoint(values);
    }

    // Every second number stays that of the first parent, as in the authors' program.
    private double Cross(Parameter parameter, double a, double b, ref SamplerRandom random)
    {
        var first = random.NextUnit() < 0.5;
        if (parameter is CategoricalParameter)
            return first ? a : b;

        return first || a == b ? a : parameter.FromUnit(
            GeneticOperators.SimulatedBinaryCrossover(parameter.ToUnit(a), parameter.ToUnit(b), options.CrossoverIndex, ref random));
    }

    private double Mutate(Parameter parameter, double value, ref SamplerRandom random)
    {
        if (parameter is CategoricalParameter choices)
        {
            if (choices.Choices.Count == 1)
                return value;

            var other = random.NextBelow(choices.Choices.Count - 1);
            return other < value ? other : other + 1;
        }

        var mutated = parameter.FromUnit(GeneticOperators.PolynomialMutation(parameter.ToUnit(value), options.MutationIndex, ref random));
        if (mutated != value || parameter is not IntegerParameter whole)
            return mutated;

        // A change too small for the next whole number would be none at all.
        var up = value == whole.Minimum || (value < whole.Maximum && random.NextUnit() < 0.5);
        return up ? value + 1 : value - 1;
    }
}
