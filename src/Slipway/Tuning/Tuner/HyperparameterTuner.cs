using Slipway.Tuning;

namespace Slipway;

/// <summary>
/// Looks for good hyperparameters by training with many of them. <see cref="For{TAlgorithm}(Estimator{TAlgorithm})"/> tunes one algorithm; an object of
/// this type, from <see cref="For(SearchSpace[])"/>, chooses between several algorithms as well.
/// </summary>
public sealed class HyperparameterTuner : TunerBuilder<HyperparameterTuner>
{
    private HyperparameterTuner(IReadOnlyList<SearchSpace> spaces, TunerSettings settings) : base(settings) => Spaces = spaces;

    internal override IReadOnlyList<SearchSpace> Spaces { get; }

    /// <summary>A tuner of one algorithm's hyperparameters.</summary>
    /// <typeparam name="TAlgorithm">The algorithm.</typeparam>
    /// <param name="estimator">Trains the trials. What is not varied keeps the value that its algorithm has.</param>
    public static HyperparameterTuner<TAlgorithm> For<TAlgorithm>(Estimator<TAlgorithm> estimator) where TAlgorithm : Algorithm =>
        new(SearchSpace.For(estimator), new TunerSettings());

    /// <summary>A tuner that chooses between algorithms, and tunes each within its own space.</summary>
    /// <param name="spaces">One space an algorithm; at least one.</param>
    public static HyperparameterTuner For(params SearchSpace[] spaces)
    {
        ArgumentNullException.ThrowIfNull(spaces);
        foreach (var space in spaces)
        {
            ArgumentNullException.ThrowIfNull(space, nameof(spaces));
        }

        return new HyperparameterTuner([.. spaces], new TunerSettings());
    }

    private protected override HyperparameterTuner With(TunerSettings settings) => new(Spaces, settings);
}
