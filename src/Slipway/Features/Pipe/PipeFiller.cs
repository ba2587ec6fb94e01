using System.Runtime.ExceptionServices;
using Apache.Arrow;
using Slipway.Memory;

namespace Slipway.Features;

/// <summary>Reads, encodes and shuffles pools on a thread of its own, epoch after epoch, ahead of the training by a bounded number of pools.</summary>
internal sealed class PipeFiller : IDisposable
{
    /// <summary>A sparse pool's bytes are looked at after so many rows, so that its end depends on the rows alone and not on their batches.</summary>
    private const int SparseStride = 128;

    private readonly PipeRows _rows;
    private readonly ReadingPlan _plan;
    private readonly Queue<PipePool> _ready = [];
    private readonly object _gate = new();
    private readonly RecycledBlocks _memory = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private int _live;
    private volatile bool _stopped;
    private bool _ended;
    private ExceptionDispatchInfo? _error;

    public PipeFiller(PipeRows rows, ReadingPlan plan)
    {
        _rows = rows;
        _plan = plan;
        _thread = new Thread(Run) { IsBackground = true, Name = "Slipway pipe features" };
        _thread.Start();
    }

    /// <summary>The next pool, or the end of an epoch; waits for it. It stays in memory until <see cref="Release"/>.</summary>
    public PipePool Take(CancellationToken cancellationToken)
    {
        using var wake = cancellationToken.UnsafeRegister(static f => ((PipeFiller)f!).Wake(), this);
        lock (_gate)
        {
            while (_ready.Count == 0 && !_ended)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }

            if (_ready.TryDequeue(out var pool))
            {
                return pool;
            }

            _error?.Throw();
            throw new InvalidOperationException("There is no further epoch.");
        }
    }

    /// <summary>Frees a pool, so that another can be filled.</summary>
    public void Release(PipePool pool)
    {
        pool.Dispose();
        lock (_gate)
        {
            _live--;
            Monitor.PulseAll(_gate);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }

        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
        while (_ready.TryDequeue(out var pool))
        {
            pool.Dispose();
        }

        _memory.Dispose();
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private void Run()
    {
        try
        {
            for (var epoch = _plan.FirstEpoch; epoch <= _plan.LastEpoch && !_stopped; epoch++)
            {
                Fill(epoch, epoch == _plan.FirstEpoch ? _plan.FirstBatch * _plan.BatchSize : 0);
            }
        }
        catch (Exception e)
        {
            // Whatever it was, it belongs to the training, behind the batches before it.
            _error = ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            lock (_gate)
            {
                _ended = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void Fill(int epoch, long firstRow)
    {
        using var reader = _rows.Open(_plan.Seed, epoch, _stop.Token);
        var encoder = new BatchEncoder(_rows.Features);

        // Dense pools have a known number of rows, so those before the first row need not be encoded.
        var number = _rows.Features.IsSparse ? 0 : (int)(firstRow / _rows.RowsPerPool);
        var skipped = (long)number * _rows.RowsPerPool;
        var seen = 0L;
        FeatureMatrixBuilder? pool = null;
        try
        {
            while (!_stopped && reader.Read() is { } batch)
            {
                using (batch)
                {
                    var at = (int)Math.Min(batch.Length, Math.Max(0, skipped - seen));
                    seen += at;
                    while (at < batch.Length && !_stopped)
                    {
                        pool ??= NewPool(reader.Roles);
                        var count = Math.Min(batch.Length - at, Room(pool));
                        Append(encoder, pool, batch, at, count, reader, seen - pool.RowCount);
                        at += count;
                        seen += count;
                        if (IsFull(pool))
                        {
                            Publish(ref pool, epoch, number++, seen);
                        }
                    }
                }
            }

            if (pool is { RowCount: > 0 })
            {
                Publish(ref pool, epoch, number, seen);
            }
        }
        finally
        {
            pool?.Dispose();
        }

        if (!_stopped)
        {
            Add(seen == _rows.RowCount
                ? new PipePool(epoch, seen, null, [])
                : throw PipelineFit.OtherRows(_rows.RowCount, FormattableString.Invariant($"the pass of epoch {epoch}"), seen, reader.Description));
        }
    }

    private static void Append(
        BatchEncoder encoder, FeatureMatrixBuilder pool, RecordBatch batch, int start, int count, Data.ChannelReader reader, long rowsBefore)
    {
        if (count == batch.Length)
        {
            encoder.Append(batch, reader.Roles.Weight, pool, reader.Description, rowsBefore);
            return;
        }

        using var part = batch.SliceShared(start, count);
        encoder.Append(part, reader.Roles.Weight, pool, reader.Description, rowsBefore);
    }

    private int Room(FeatureMatrixBuilder pool) => pool.IsSparse
        ? SparseStride - (int)(pool.RowCount % SparseStride)
        : _rows.RowsPerPool - (int)pool.RowCount;

    private bool IsFull(FeatureMatrixBuilder pool) => pool.RowCount == _rows.RowsPerPool
        || (pool.IsSparse && pool.RowCount % SparseStride == 0 && pool.Bytes >= PipeRows.PoolBytes);

    private FeatureMatrixBuilder NewPool(Data.ChannelSchema roles)
    {
        lock (_gate)
        {
            while (_live >= _rows.Pools && !_stopped)
            {
                Monitor.Wait(_gate);
            }

            _live++;
        }

        return _rows.Features.CreateBuilder(roles, long.MaxValue, null, _memory);
    }

    private void Publish(ref FeatureMatrixBuilder? pool, int epoch, int number, long end)
    {
        using var builder = pool!;
        pool = null;
        var rows = builder.Build();
        Add(PipePool.Shuffled(rows, _plan.Seed, epoch, number, end - rows.RowCount));
    }

    private void Add(PipePool pool)
    {
        lock (_gate)
        {
            _ready.Enqueue(pool);
            Monitor.PulseAll(_gate);
        }
    }
}
