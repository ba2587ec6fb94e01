using System.Diagnostics.CodeAnalysis;

namespace Slipway;

/// <summary>Stands in until the branch with the real type is merged; delete this file then.</summary>
public interface IPredictor<TInput, TOutput>
{
    /// <summary>Stands in.</summary>
    ValueTask<TOutput> PredictAsync(TInput input, CancellationToken cancellationToken = default);
}

/// <summary>Stands in.</summary>
public sealed class Predictor<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicConstructors)] TInput, TOutput>
    : IPredictor<TInput, TOutput>, IDisposable
{
    /// <summary>Stands in.</summary>
    public ValueTask<TOutput> PredictAsync(TInput input, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}

public sealed partial class TrainedModel
{
    /// <summary>Stands in.</summary>
    public Predictor<TInput, TOutput> CreatePredictor<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicConstructors)] TInput, TOutput>() => throw new NotImplementedException();
}
