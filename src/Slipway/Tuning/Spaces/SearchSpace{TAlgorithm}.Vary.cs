using System.Linq.Expressions;
using System.Reflection;
using Slipway.Tuning;

namespace Slipway;

public sealed partial class SearchSpace<TAlgorithm>
{
    /// <summary>Varies a hyperparameter that is a real number.</summary>
    /// <param name="selector">The hyperparameter itself, e.g. <c>a => a.LearningRate</c>.</param>
    /// <param name="range">The values to look among.</param>
    /// <exception cref="ArgumentException">The selector is not a property of the algorithm, or one that cannot be set.</exception>
    public SearchSpace<TAlgorithm> Vary(Expression<Func<TAlgorithm, double>> selector, ContinuousRange range) =>
        Continuous(HyperparameterSelector.Property(selector), range, static v => v);

    /// <inheritdoc cref="Vary(Expression{Func{TAlgorithm, double}}, ContinuousRange)"/>
    public SearchSpace<TAlgorithm> Vary(Expression<Func<TAlgorithm, double?>> selector, ContinuousRange range) =>
        Continuous(HyperparameterSelector.Property(selector), range, static v => v);

    /// <inheritdoc cref="Vary(Expression{Func{TAlgorithm, double}}, ContinuousRange)"/>
    public SearchSpace<TAlgorithm> Vary(Expression<Func<TAlgorithm, float>> selector, ContinuousRange range) =>
        Continuous(HyperparameterSelector.Property(selector), range, static v => (float)v);

    /// <summary>Varies a hyperparameter that is a whole number.</summary>
    /// <inheritdoc cref="Vary(Expression{Func{TAlgorithm, double}}, ContinuousRange)"/>
    public SearchSpace<TAlgorithm> Vary(Expression<Func<TAlgorithm, int>> selector, IntegerRange range) =>
        Integer(HyperparameterSelector.Property(selector), range, static v => (int)v);

    /// <inheritdoc cref="Vary(Expression{Func{TAlgorithm, int}}, IntegerRange)"/>
    public SearchSpace<TAlgorithm> Vary(Expression<Func<TAlgorithm, int?>> selector, IntegerRange range) =>
        Integer(HyperparameterSelector.Property(selector), range, static v => (int)v);

    /// <inheritdoc cref="Vary(Expression{Func{TAlgorithm, int}}, IntegerRange)"/>
    public SearchSpace<TAlgorithm> Vary(Expression<Func<TAlgorithm, long>> selector, IntegerRange range) =>
        Integer(HyperparameterSelector.Property(selector), range, static v => (long)v);

    /// <summary>Varies a hyperparameter of any type over some values: a kind, a yes or no, a list.</summary>
    /// <typeparam name="TValue">Type of the hyperparameter.</typeparam>
    /// <inheritdoc cref="Vary(Expression{Func{TAlgorithm, double}}, ContinuousRange)"/>
    public SearchSpace<TAlgorithm> Vary<TValue>(Expression<Func<TAlgorithm, TValue>> selector, ChoiceRange<TValue> range)
    {
        ArgumentNullException.ThrowIfNull(range);
        var property = HyperparameterSelector.Property(selector);
        var labels = range.Choices.Select(c => HyperparameterSelector.Label(_estimator.Algorithm, property, c)).ToArray();
        var choices = range.Choices;
        return With(new VariedParameter(new CategoricalParameter(property.Name, labels), property, v => ChoiceRange<TValue>.Copy(choices[(int)v])));
    }

    private SearchSpace<TAlgorithm> Continuous(PropertyInfo property, ContinuousRange range, Func<double, object> toValue)
    {
        ArgumentNullException.ThrowIfNull(range);
        return With(new VariedParameter(new ContinuousParameter(property.Name, range.Minimum, range.Maximum, range.Scale), property, toValue));
    }

    private SearchSpace<TAlgorithm> Integer(PropertyInfo property, IntegerRange range, Func<double, object> toValue)
    {
        ArgumentNullException.ThrowIfNull(range);
        return With(new VariedParameter(new IntegerParameter(property.Name, range.Minimum, range.Maximum, range.Scale), property, toValue));
    }
}
