using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Slipway.Telemetry;

namespace Slipway;

/// <summary>A predictor whose model is loaded once, at the first prediction; a failed load is tried again by the next one.</summary>
internal sealed class LoadedPredictor<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicConstructors)] TInput, TOutput>(
    string name, string uri, SlipwayServices services, SlipwayOptions options) : IPredictor<TInput, TOutput>, IDisposable
{
    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile Predictor<TInput, TOutput>? _predictor;
    private volatile bool _disposed;

    public ValueTask<TOutput> PredictAsync(TInput input, CancellationToken cancellationToken = default) => _predictor is { } ready
        ? ready.PredictAsync(input, cancellationToken)
        : LoadAndPredictAsync(input, cancellationToken);

    public void Dispose()
    {
        // The semaphore has no handle of the system and calls may still wait on it, so it is left to the garbage collector.
        _disposed = true;
        _predictor?.Dispose();
    }

    private async ValueTask<TOutput> LoadAndPredictAsync(TInput input, CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_predictor is null)
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.ModelLoadTimeoutSeconds), services.Clock);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
                using var model = await LoadAsync(both.Token, limit.Token).ConfigureAwait(false);
                LogMessages.ModelLoaded(services.Loggers.CreateLogger("Slipway.Models"), name, uri, model.Digest);
                _predictor = model.CreatePredictor<TInput, TOutput>(); // holds its own lease
                if (_disposed)
                {
                    _predictor.Dispose();
                    ObjectDisposedException.ThrowIf(_disposed, this);
                }
            }
        }
        finally
        {
            _loading.Release();
        }

        return await _predictor.PredictAsync(input, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TrainedModel> LoadAsync(CancellationToken both, CancellationToken limit)
    {
        try
        {
            return await TrainedModel.LoadAsync(uri, services, cancellationToken: both).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"Model '{name}' was not loaded from {uri} within {options.ModelLoadTimeoutSeconds} s; raise SlipwayOptions.ModelLoadTimeoutSeconds.");
        }
    }
}
