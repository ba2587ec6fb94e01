using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Cuts the batches of a stream into pieces; never joins two, so a piece is at most one batch.</summary>
internal sealed class BatchStreamReader(IAsyncEnumerator<RecordBatch> batches, TimeProvider clock) : IStreamReader
{
    private readonly AsyncRows<RecordBatch> _batches = new(batches, clock);
    private RecordBatch? _current;
    private int _taken;

    public async ValueTask<StreamRows?> ReadAsync(int maxRows, TimeSpan? delay, CancellationToken stop)
    {
        while (_current is null || _taken == _current.Length)
        {
            _current?.Dispose();
            _current = null;
            if (await _batches.MoveNextAsync(null, stop).ConfigureAwait(false) is not true)
            {
                return null;
            }

            (_current, _taken) = (_batches.Current, 0);
        }

        var count = Math.Min(maxRows, _current.Length - _taken);
        var rows = _current.SliceShared(_taken, count);
        _taken += count;
        return new StreamRows(rows, null);
    }

    public ValueTask DisposeAsync()
    {
        _current?.Dispose();
        _current = null;
        return _batches.DisposeAsync();
    }
}
