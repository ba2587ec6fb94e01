namespace Slipway.Features;

/// <summary>A position in one epoch of a stream. Batches cross the borders of pools. Not thread-safe.</summary>
internal sealed class PipeCursor : ITrainingCursor
{
    private readonly PipeRows _stream;
    private readonly PipeFiller _filler;
    private readonly BatchBuffers _buffers;
    private readonly int _epoch;
    private readonly int _batchSize;
    private readonly CancellationToken _cancellation;
    private PipePool? _pool;
    private long _position = -1;
    private int _rows;

    public PipeCursor(PipeRows stream, PipeFiller filler, BatchBuffers buffers, int epoch, int batchSize, CancellationToken cancellation)
    {
        (_stream, _filler, _buffers, _epoch, _batchSize, _cancellation) = (stream, filler, buffers, epoch, batchSize, cancellation);
        BatchCount = (stream.RowCount + batchSize - 1) / batchSize;
    }

    /// <inheritdoc/>
    public long BatchCount { get; }

    /// <inheritdoc/>
    public TrainingBatch Current => RowGather.Batch(_pool!.Rows!, _rows, _buffers);

    /// <inheritdoc/>
    public bool MoveNext()
    {
        if (_position + 1 >= BatchCount)
        {
            End();
            return false;
        }

        _position++;
        var start = _position * _batchSize;
        _rows = (int)Math.Min(_batchSize, _stream.RowCount - start);
        for (var done = 0; done < _rows;)
        {
            var pool = PoolAt(start + done);
            if (done == 0)
            {
                RowGather.Begin(pool.Rows!, _rows, _buffers);
            }

            var first = (int)(start + done - pool.Start);
            var count = Math.Min(_rows - done, pool.Order.Length - first);
            RowGather.Copy(pool.Rows!, pool.Order.AsSpan(first, count), done, _buffers);
            done += count;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Skip(long count) => _position += count;

    /// <inheritdoc/>
    public void Dispose() => Leave();

    private PipePool PoolAt(long row)
    {
        while (_pool is null || row >= _pool.End)
        {
            Leave();
            _pool = Next();
            if (_pool.Rows is null)
            {
                throw new InvalidOperationException($"Epoch {_epoch} ended before row {row}.");
            }
        }

        return _pool;
    }

    // What an earlier pass of this training left, because it stopped before its end, is passed over.
    private PipePool Next()
    {
        while (true)
        {
            var pool = _filler.Take(_cancellation);
            if (pool.Epoch == _epoch)
            {
                return pool;
            }

            Leave(pool);
        }
    }

    /// <summary>Reads on to the end of the epoch: only there it is known that the channel gave as many rows as before.</summary>
    private void End()
    {
        while (_pool is not { Rows: null } && _rows > 0)
        {
            Leave();
            _pool = Next();
        }

        _rows = 0;
    }

    private void Leave()
    {
        if (_pool is { } pool)
        {
            _pool = null;
            Leave(pool);
        }
    }

    private void Leave(PipePool pool)
    {
        if (pool.Rows is not null)
        {
            _filler.Release(pool);
        }
    }
}
