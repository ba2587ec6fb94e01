using System.Globalization;
using System.Reflection;

namespace Slipway.Tuning;

/// <summary>A hyperparameter that a search varies: its definition for the sampler, and how a sampled number becomes the property's value.</summary>
/// <param name="Definition">Named after the property; its condition, if any, names another property of the same space.</param>
/// <param name="Property">The property.</param>
/// <param name="ToValue">Turns a value of the definition into one of the property.</param>
internal sealed record VariedParameter(Parameter Definition, PropertyInfo Property, Func<double, object?> ToValue)
{
    public string Name => Definition.Name;

    /// <summary>Writes a sampled value into an algorithm that nobody else sees yet.</summary>
    public void Apply(Algorithm algorithm, double value) => Property.SetValue(algorithm, ToValue(value));

    /// <summary>What the algorithm's own bounds say about the ends of the range, or about each choice.</summary>
    public IEnumerable<string> FindProblems()
    {
        double[] ends = Definition switch
        {
            CategoricalParameter choices => [.. Enumerable.Range(0, choices.Choices.Count).Select(i => (double)i)],
            IntegerParameter { Minimum: <= int.MaxValue and >= int.MinValue, Maximum: <= int.MaxValue and >= int.MinValue } range => [range.Minimum, range.Maximum],
            IntegerParameter range when Property.PropertyType == typeof(long) => [range.Minimum, range.Maximum],
            ContinuousParameter range => [range.Minimum, range.Maximum],
            _ => [],
        };
        if (ends.Length == 0 && Definition is IntegerParameter wide)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{Name} ranges over [{wide.Minimum}, {wide.Maximum}]; allowed: what a 32-bit whole number can be.");
        }

        foreach (var problem in ends.SelectMany(e => Algorithm.FindProblems(Property, ToValue(e))).Distinct())
        {
            yield return $"{(Definition is CategoricalParameter ? "a choice of" : "the range of")} {problem}";
        }
    }
}
