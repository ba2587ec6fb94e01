namespace Slipway.Features;

/// <summary>One training's passes over a stream.</summary>
internal sealed class PipeReading(PipeRows rows, ReadingPlan plan, CancellationToken cancellationToken) : ITrainingReading
{
    private readonly PipeFiller _filler = new(rows, plan);
    private readonly BatchBuffers _buffers = new();

    /// <inheritdoc/>
    public ITrainingCursor Open(int epoch) => new PipeCursor(rows, _filler, _buffers, epoch, plan.BatchSize, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _filler.Dispose();
}
