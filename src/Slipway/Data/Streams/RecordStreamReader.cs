namespace Slipway.Data;

/// <summary>Reads records of a stream as batches.</summary>
/// <param name="rows">The records; owned by the reader.</param>
/// <param name="position">Where the next record begins, asked for only when no step is under way; null without positions.</param>
/// <param name="columns">The properties.</param>
/// <param name="source">For messages.</param>
/// <param name="clock">Measures delays.</param>
internal sealed class RecordStreamReader<T>(
    IAsyncEnumerator<T> rows, Func<string>? position, IReadOnlyList<RecordProperty<T>> columns, string source, TimeProvider clock) : IStreamReader
{
    private readonly AsyncRows<T> _rows = new(rows, clock);
    private readonly RecordBatchBuilder<T> _builder = new(columns, source);

    public async ValueTask<StreamRows?> ReadAsync(int maxRows, TimeSpan? delay, CancellationToken stop)
    {
        var first = 0L;
        string? next = null;
        while (_builder.Count < maxRows)
        {
            TimeSpan? left = null;
            if (delay is { } limit && _builder.Count > 0)
            {
                left = limit - clock.GetElapsedTime(first);
                if (left <= TimeSpan.Zero)
                {
                    break;
                }

                // The step may outlast the delay, and where it is then cannot be asked.
                next = position?.Invoke();
            }

            switch (await _rows.MoveNextAsync(left, stop).ConfigureAwait(false))
            {
                case true:
                    _builder.Append(_rows.Current);
                    if (_builder.Count == 1)
                    {
                        first = clock.GetTimestamp();
                    }

                    continue;
                case null when stop.IsCancellationRequested && position is not null:
                    return null;
                case null when !stop.IsCancellationRequested && _builder.Count == 0:
                    continue;
                default:
                    break;
            }

            break;
        }

        return _builder.Count > 0 ? new StreamRows(_builder.Build(), _rows.IsUnderWay ? next : position?.Invoke()) : null;
    }

    public ValueTask DisposeAsync() => _rows.DisposeAsync();
}
