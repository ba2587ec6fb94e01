namespace Slipway.Docs.Tests.Snippets;

/// <summary>
/// Stands for a crash in the middle of a training: cancels when an epoch begins. Called on the job's thread, so the job cannot run ahead of it.
/// </summary>
internal sealed class CancelAtEpoch(int epoch) : IProgress<TrainingProgress>, IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public CancellationToken Token => _source.Token;

    public void Report(TrainingProgress value)
    {
        if (value.Phase == "training" && value.Epoch >= epoch)
        {
            _source.Cancel();
        }
    }

    public void Dispose() => _source.Dispose();
}
