namespace Slipway;

/// <summary>Answers for single inputs: a model in this process (<see cref="Predictor{TIn, TOut}"/>) or behind an endpoint.</summary>
/// <remarks>Implementations are thread-safe.</remarks>
/// <typeparam name="TIn">A raw row.</typeparam>
/// <typeparam name="TOut">The answer.</typeparam>
public interface IPredictor<TIn, TOut>
{
    /// <summary>The answer for one input.</summary>
    /// <param name="input">The raw row.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <exception cref="ArgumentException">A value cannot be what its column needs; names column and value.</exception>
    ValueTask<TOut> PredictAsync(TIn input, CancellationToken cancellationToken = default);
}
