using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Slipway.Jobs;
using Slipway.Tuning;

namespace Slipway;

/// <summary><inheritdoc cref="SearchSpace" path="/summary/node()"/></summary>
/// <typeparam name="TAlgorithm">The algorithm.</typeparam>
public sealed partial class SearchSpace<TAlgorithm> : SearchSpace where TAlgorithm : Algorithm
{
    private readonly Estimator<TAlgorithm> _estimator;
    private readonly ParameterCondition? _condition;

    internal SearchSpace(Estimator<TAlgorithm> estimator)
        : this(estimator, estimator.Algorithm.Describe().Id, [], null)
    {
    }

    private SearchSpace(Estimator<TAlgorithm> estimator, string name, IReadOnlyList<VariedParameter> varied, ParameterCondition? condition)
        : base(name, varied)
    {
        _estimator = estimator;
        _condition = condition;
    }

    internal override Algorithm Algorithm => _estimator.Algorithm;

    internal override EstimatorSettings Settings => _estimator.Settings;

    /// <summary>Names the space among those of one search; needed when two of them have the same algorithm.</summary>
    /// <param name="name">Not empty.</param>
    public SearchSpace<TAlgorithm> WithName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new SearchSpace<TAlgorithm>(_estimator, name, Varied, _condition);
    }

    /// <summary>Varies more hyperparameters only while a varied one has a certain value.</summary>
    /// <typeparam name="TValue">Type of the hyperparameter.</typeparam>
    /// <param name="selector">The hyperparameter, e.g. <c>a => a.Optimizer</c>; varied before by a choice that has the value.</param>
    /// <param name="value">The value under which the others exist.</param>
    /// <param name="vary">Varies the others, e.g. <c>s => s.Vary(a => a.Momentum, ParameterRange.ReverseLog(0.5, 0.999))</c>.</param>
    /// <exception cref="ArgumentException">The hyperparameter is not varied by a choice, or never has the value.</exception>
    public SearchSpace<TAlgorithm> When<TValue>(
        Expression<Func<TAlgorithm, TValue>> selector, TValue value, Func<SearchSpace<TAlgorithm>, SearchSpace<TAlgorithm>> vary) =>
        WhenAny(selector, [value], vary);

    /// <summary>Varies more hyperparameters only while a varied one has any of some values.</summary>
    /// <inheritdoc cref="When{TValue}"/>
    /// <param name="selector">The hyperparameter, e.g. <c>a => a.Optimizer</c>; varied before by a choice that has the values.</param>
    /// <param name="values">The values under which the others exist; at least one.</param>
    /// <param name="vary">Varies the others.</param>
    public SearchSpace<TAlgorithm> WhenAny<TValue>(
        Expression<Func<TAlgorithm, TValue>> selector, IReadOnlyList<TValue> values, Func<SearchSpace<TAlgorithm>, SearchSpace<TAlgorithm>> vary)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(vary);
        ArgumentOutOfRangeException.ThrowIfZero(values.Count, nameof(values));
        var property = HyperparameterSelector.Property(selector);
        var parent = Varied.FirstOrDefault(v => v.Name == property.Name)?.Definition as CategoricalParameter
            ?? throw new ArgumentException(
                $"A condition on {property.Name} needs {property.Name} to be varied before it by a choice: add " +
                $"Vary(a => a.{property.Name}, ParameterRange.Choice(...)).", nameof(selector));
        var choices = values.Select(v =>
        {
            var label = HyperparameterSelector.Label(_estimator.Algorithm, property, v);
            var index = parent.Choices.ToList().IndexOf(label);
            return index >= 0 ? index : throw new ArgumentException(
                $"{property.Name} never is {label}; it is varied over {string.Join(", ", parent.Choices)}.", nameof(values));
        }).Order().Distinct().ToArray();
        var inner = vary(new SearchSpace<TAlgorithm>(_estimator, Name, Varied, new ParameterCondition(property.Name, choices)));
        ArgumentNullException.ThrowIfNull(inner, nameof(vary));
        return new SearchSpace<TAlgorithm>(_estimator, Name, inner.Varied, _condition);
    }

    internal override IEnumerable<string> FindEstimatorProblems(DataChannel train, DataChannel? validation) =>
        _estimator.FindSettingsProblems(train, validation);

    internal override TrainingJobSpec CreateSpec(Algorithm algorithm, TrialJob job, DataChannel train, DataChannel? validation) =>
        _estimator.WithAlgorithm((TAlgorithm)algorithm)
            .WithJobName(job.Name).WithSeed(job.Seed).WithMaxThreads(job.MaxThreads).WithMemoryBudget(job.MemoryBudget)
            .Validated(train, validation, null);

    internal override Task<DryRunReport> DryRunAsync(
        Algorithm algorithm, DataChannel train, DataChannel? validation, CancellationToken cancellationToken) =>
        _estimator.WithAlgorithm((TAlgorithm)algorithm).DryRunAsync(train, validation, cancellationToken);

    private SearchSpace<TAlgorithm> With(VariedParameter parameter) => new(
        _estimator, Name,
        [.. Varied, parameter with { Definition = parameter.Definition with { Condition = _condition } }], _condition);
}
