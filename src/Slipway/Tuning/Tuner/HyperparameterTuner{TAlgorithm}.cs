using System.Linq.Expressions;
using Slipway.Tuning;

namespace Slipway;

/// <summary>Looks for good hyperparameters of one algorithm. Made by <see cref="HyperparameterTuner.For{TAlgorithm}(Estimator{TAlgorithm})"/>.</summary>
/// <typeparam name="TAlgorithm">The algorithm.</typeparam>
public sealed class HyperparameterTuner<TAlgorithm> : TunerBuilder<HyperparameterTuner<TAlgorithm>> where TAlgorithm : Algorithm
{
    private readonly SearchSpace<TAlgorithm> _space;

    internal HyperparameterTuner(SearchSpace<TAlgorithm> space, TunerSettings settings) : base(settings) => _space = space;

    internal override IReadOnlyList<SearchSpace> Spaces => [_space];

    /// <inheritdoc cref="SearchSpace{TAlgorithm}.Vary(Expression{Func{TAlgorithm, double}}, ContinuousRange)"/>
    public HyperparameterTuner<TAlgorithm> Vary(Expression<Func<TAlgorithm, double>> selector, ContinuousRange range) => Over(_space.Vary(selector, range));

    /// <inheritdoc cref="SearchSpace{TAlgorithm}.Vary(Expression{Func{TAlgorithm, double}}, ContinuousRange)"/>
    public HyperparameterTuner<TAlgorithm> Vary(Expression<Func<TAlgorithm, double?>> selector, ContinuousRange range) => Over(_space.Vary(selector, range));

    /// <inheritdoc cref="SearchSpace{TAlgorithm}.Vary(Expression{Func{TAlgorithm, double}}, ContinuousRange)"/>
    public HyperparameterTuner<TAlgorithm> Vary(Expression<Func<TAlgorithm, float>> selector, ContinuousRange range) => Over(_space.Vary(selector, range));

    /// <inheritdoc cref="SearchSpace{TAlgorithm}.Vary(Expression{Func{TAlgorithm, int}}, IntegerRange)"/>
    public HyperparameterTuner<TAlgorithm> Vary(Expression<Func<TAlgorithm, int>> selector, IntegerRange range) => Over(_space.Vary(selector, range));

    /// <inheritdoc cref="SearchSpace{TAlgorithm}.Vary(Expression{Func{TAlgorithm, int}}, IntegerRange)"/>
    public HyperparameterTuner<TAlgorithm> Vary(Expression<Func<TAlgorithm, int?>> selector, IntegerRange range) => Over(_space.Vary(selector, range));

    /// <inheritdoc cref="SearchSpace{TAlgorithm}.Vary(Expression{Func{TAlgorithm, int}}, IntegerRange)"/>
    public HyperparameterTuner<TAlgorithm> Vary(Expression<Func<TAlgorithm, long>> selector, IntegerRange range) => Over(_space.Vary(selector, range));

    /// <inheritdoc cref="SearchSpace{TAlgorithm}.Vary{TValue}(Expression{Func{TAlgorithm, TValue}}, ChoiceRange{TValue})"/>
    public HyperparameterTuner<TAlgorithm> Vary<TValue>(Expression<Func<TAlgorithm, TValue>> selector, ChoiceRange<TValue> range) =>
        Over(_space.Vary(selector, range));

    /// <inheritdoc cref="SearchSpace{TAlgorithm}.When{TValue}"/>
    public HyperparameterTuner<TAlgorithm> When<TValue>(
        Expression<Func<TAlgorithm, TValue>> selector, TValue value, Func<SearchSpace<TAlgorithm>, SearchSpace<TAlgorithm>> vary) =>
        Over(_space.When(selector, value, vary));

    /// <inheritdoc cref="SearchSpace{TAlgorithm}.WhenAny{TValue}"/>
    public HyperparameterTuner<TAlgorithm> WhenAny<TValue>(
        Expression<Func<TAlgorithm, TValue>> selector, IReadOnlyList<TValue> values, Func<SearchSpace<TAlgorithm>, SearchSpace<TAlgorithm>> vary) =>
        Over(_space.WhenAny(selector, values, vary));

    private protected override HyperparameterTuner<TAlgorithm> With(TunerSettings settings) => new(_space, settings);

    private HyperparameterTuner<TAlgorithm> Over(SearchSpace<TAlgorithm> space) => new(space, Settings);
}
