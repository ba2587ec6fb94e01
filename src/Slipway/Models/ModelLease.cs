namespace Slipway.Models;

/// <summary>Keeps a model alive until it is disposed; disposing it twice does nothing.</summary>
internal sealed class ModelLease(SharedModel shared) : IDisposable
{
    private SharedModel? _shared = shared;

    public void Dispose() => Interlocked.Exchange(ref _shared, null)?.Release();
}
