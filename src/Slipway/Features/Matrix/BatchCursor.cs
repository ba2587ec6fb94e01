namespace Slipway.Features;

/// <summary>A position in one pass over a <see cref="FeatureMatrix"/>. Reuses its buffers: a batch is valid until the next
/// <see cref="MoveNext"/>.</summary>
/// <remarks>
/// Shuffled order: chunks are permuted; consecutive ones are joined into a pool until it holds <see cref="PoolRows"/> rows (or
/// <see cref="PoolBytes"/>, so that wide rows from a spill file do not all have to be in memory at once); rows are permuted within the
/// pool. Batches cross pool borders. Each pool has a random stream of its own, so a resumed pass starts anywhere without drawing what
/// came before. Not thread-safe; several cursors may read one matrix.
/// </remarks>
public sealed class BatchCursor : ITrainingCursor
{
    /// <summary>Rows from which on a pool is large enough.</summary>
    internal const int PoolRows = 65_536;

    /// <summary>Bytes from which on a pool is large enough.</summary>
    internal const long PoolBytes = 256L << 20;

    private const int ChunkStream = -1;

    private readonly FeatureMatrix _matrix;
    private readonly ulong _seed;
    private readonly int _epoch;
    private readonly int _batchSize;
    private readonly bool _shuffle;
    private readonly int[] _order;
    private readonly int[] _poolEnds;
    private readonly long[] _poolStarts;
    private BatchBuffers? _buffers;
    private int _pool = -1;
    private int _chunk = -1;
    private int _sliceStart;
    private int _rows;
    private bool _isSlice;

    internal BatchCursor(FeatureMatrix matrix, ulong seed, int epoch, int batchSize, bool shuffle)
    {
        (_matrix, _seed, _epoch, _batchSize, _shuffle) = (matrix, seed, epoch, batchSize, shuffle);
        BatchCount = (matrix.RowCount + batchSize - 1) / batchSize;
        _order = new int[matrix.ChunkCount];
        for (var i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }

        if (shuffle)
        {
            SplitMix64.For(seed, epoch, ChunkStream).Shuffle<int>(_order);
        }

        (_poolEnds, _poolStarts) = shuffle ? Pools() : ([], []);
        _buffers = matrix.RentBuffers();
    }

    /// <summary>Number of batches of the pass.</summary>
    public long BatchCount { get; }

    /// <summary>0-based number of the current batch; -1 before the first.</summary>
    public long Position { get; private set; } = -1;

    /// <summary>The current batch.</summary>
    /// <exception cref="InvalidOperationException">Before the first <see cref="MoveNext"/>, after <see cref="Skip"/>, or after the
    /// end.</exception>
    public TrainingBatch Current
    {
        get
        {
            if (_rows == 0)
            {
                throw new InvalidOperationException("There is no current batch: call MoveNext, and read only while it returns true.");
            }

            if (_isSlice)
            {
                return _matrix.Slice(_chunk, _sliceStart, _rows);
            }

            return RowGather.Batch(_matrix, _rows, Buffers);
        }
    }

    private BatchBuffers Buffers => _buffers ?? throw new ObjectDisposedException(nameof(BatchCursor));

    /// <summary>Goes to the next batch; false at the end.</summary>
    /// <exception cref="ObjectDisposedException">The cursor or the matrix was disposed.</exception>
    public bool MoveNext()
    {
        var buffers = Buffers;
        if (Position + 1 >= BatchCount)
        {
            Position = BatchCount;
            _rows = 0;
            return false;
        }

        Position++;
        var start = Position * _batchSize;
        _rows = (int)Math.Min(_batchSize, _matrix.RowCount - start);
        if (_shuffle)
        {
            _isSlice = false;
            Gather(start, buffers);
        }
        else
        {
            MoveInOrder(start, buffers);
        }

        return true;
    }

    /// <summary>Goes on as if <paramref name="count"/> more batches had been read (for resuming), without copying them.</summary>
    /// <param name="count">Batches to pass over; at most those that are left.</param>
    public void Skip(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var left = Math.Max(0, BatchCount - Position - 1);
        if (count > left)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"Only {left} of the {BatchCount} batches of this pass are left.");
        }

        if (count > 0)
        {
            Position += count;
            _rows = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffers is { } buffers)
        {
            _buffers = null;
            _rows = 0;
            _matrix.ReturnBuffers(buffers);
        }
    }

    /// <summary>Cuts the permuted chunks into pools.</summary>
    private (int[] Ends, long[] Starts) Pools()
    {
        var ends = new List<int>();
        var starts = new List<long> { 0 };
        long rows = 0, bytes = 0, all = 0;
        for (var i = 0; i < _order.Length; i++)
        {
            var chunk = _matrix.ChunkAt(_order[i]);
            rows += chunk.Rows;
            bytes += chunk.Bytes;
            all += chunk.Rows;
            if (rows >= PoolRows || bytes >= PoolBytes || i == _order.Length - 1)
            {
                ends.Add(i + 1);
                starts.Add(all);
                (rows, bytes) = (0, 0);
            }
        }

        return ([.. ends], [.. starts]);
    }

    private void EnterPool(int pool, BatchBuffers buffers)
    {
        if (_pool >= 0)
        {
            for (var i = _pool == 0 ? 0 : _poolEnds[_pool - 1]; i < _poolEnds[_pool]; i++)
            {
                _matrix.Release(_order[i]);
            }
        }

        _pool = pool;
        var count = (int)(_poolStarts[pool + 1] - _poolStarts[pool]);
        buffers.ReservePool(count);
        var at = 0;
        for (var i = pool == 0 ? 0 : _poolEnds[pool - 1]; i < _poolEnds[pool]; i++)
        {
            var rows = _matrix.ChunkAt(_order[i]).Rows;
            for (var r = 0; r < rows; r++)
            {
                buffers.Pool[at++] = ((ulong)(uint)_order[i] << 32) | (uint)r;
            }
        }

        SplitMix64.For(_seed, _epoch, pool).Shuffle(buffers.Pool.AsSpan(0, count));
    }

    private void Gather(long start, BatchBuffers buffers)
    {
        RowGather.Begin(_matrix, _rows, buffers);
        var done = 0;
        while (done < _rows)
        {
            if (_pool < 0 || start + done >= _poolStarts[_pool + 1])
            {
                var pool = Array.BinarySearch(_poolStarts, start + done);
                EnterPool(pool >= 0 ? pool : ~pool - 1, buffers);
            }

            var count = (int)Math.Min(_rows - done, _poolStarts[_pool + 1] - start - done);
            RowGather.Copy(_matrix, buffers.Pool.AsSpan((int)(start + done - _poolStarts[_pool]), count), done, buffers);
            done += count;
        }
    }

    private void MoveInOrder(long start, BatchBuffers buffers)
    {
        var chunk = _chunk < 0 ? 0 : _chunk;
        while (start >= _matrix.ChunkStart(chunk + 1))
        {
            if (_chunk >= 0)
            {
                _matrix.Release(chunk);
            }

            chunk++;
        }

        _chunk = chunk;
        _sliceStart = (int)(start - _matrix.ChunkStart(chunk));
        _isSlice = start + _rows <= _matrix.ChunkStart(chunk + 1);
        if (_isSlice)
        {
            return;
        }

        RowGather.Begin(_matrix, _rows, buffers);
        buffers.ReservePool(_rows);

        for (int done = 0, row = _sliceStart; done < _rows; done++, row++)
        {
            if (row == _matrix.ChunkAt(chunk).Rows)
            {
                (chunk, row) = (chunk + 1, 0);
            }

            buffers.Pool[done] = ((ulong)(uint)chunk << 32) | (uint)row;
        }

        RowGather.Copy(_matrix, buffers.Pool.AsSpan(0, _rows), 0, buffers);
    }
}
