using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Record batches that pass once.</summary>
internal sealed class BatchStreamSource : IStreamSource
{
    private readonly IAsyncEnumerable<RecordBatch> _batches;
    private readonly SinglePass _pass;

    public BatchStreamSource(IAsyncEnumerable<RecordBatch> batches)
    {
        _batches = batches;
        _pass = new SinglePass(Description);
    }

    public string Description => "streamed Arrow batches";

    public string? LocalOnlyReason => Description;

    public bool HasPositions => false;

    public BatchReader Open(SlipwayServices services, CancellationToken stop) => StreamPass.Open(this, services, stop);

    public IStreamReader OpenStream(string? position, TimeProvider clock, CancellationToken cancellationToken)
    {
        _pass.Take();
        return new BatchStreamReader(_batches.GetAsyncEnumerator(cancellationToken), clock);
    }
}
