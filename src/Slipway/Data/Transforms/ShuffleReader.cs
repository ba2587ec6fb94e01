using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// One pass of a <see cref="ShuffleTransform"/>. Fills a buffer and permutes it. If that was all, it gives the whole permutation; otherwise
/// it gives
/// the first half, keeps the second, and fills up again, so that a row can move on by any number of windows.
/// </summary>
internal sealed class ShuffleReader : BatchReader
{
    // Small enough for a cache, large enough to make the cost of a batch vanish.
    private const int RowsPerBatch = 8_192;

    private readonly BatchReader _input;
    private readonly RowHash _random;
    private readonly int _bufferRows;
    private readonly long _bufferBytes;
    private long _drawn;
    private bool _ended;
    private RecordBatch? _kept;
    private RecordBatch? _pending;
    private RecordBatch? _buffer;
    private int[] _order = [];
    private int _next;
    private int _giveUntil;

    public ShuffleReader(BatchReader input, ulong seed, int bufferRows, long bufferBytes)
    {
        _input = input;
        _random = new RowHash(seed, RowHash.Shuffle);
        _bufferRows = bufferRows;
        _bufferBytes = bufferBytes;
    }

    /// <inheritdoc/>
    public override Schema Schema => _input.Schema;

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        if (_next == _giveUntil && !Refill())
        {
            return null;
        }

        var count = Math.Min(RowsPerBatch, _giveUntil - _next);
        var batch = RowSelector.Copy(_buffer!, _order.AsSpan(_next, count));
        _next += count;
        return batch;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _kept?.Dispose();
            _pending?.Dispose();
            _buffer?.Dispose();
            _kept = _pending = _buffer = null;
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Refill()
    {
        if (_buffer is not null)
        {
            var rest = _order.AsSpan(_giveUntil);
            _kept = rest.IsEmpty ? null : RowSelector.Copy(_buffer, rest);
            _buffer.Dispose();
            _buffer = null;
        }

        _buffer = Fill();
        if (_buffer is null)
        {
            return false;
        }

        Permute(_buffer.Length);
        _next = 0;
        _giveUntil = _ended ? _buffer.Length : (_buffer.Length + 1) / 2;
        return true;
    }

    private RecordBatch? Fill()
    {
        var batches = new List<RecordBatch>();
        try
        {
            var rows = 0;
            var bytes = 0L;
            while (rows < _bufferRows && bytes < _bufferBytes)
            {
                var batch = Take(ref _kept) ?? Take(ref _pending) ?? _input.Read();
                if (batch is null)
                {
                    _ended = true;
                    break;
                }

                if (batch.Length > _bufferRows - rows)
                {
                    using var whole = batch;
                    batch = whole.SliceShared(0, _bufferRows - rows);
                    _pending = whole.SliceShared(batch.Length, whole.Length - batch.Length);
                }

                batches.Add(batch);
                rows += batch.Length;
                bytes += BatchSize.InBytes(batch);
            }

            return batches.Count == 0 ? null : BatchConcatenation.Join(batches);
        }
        catch
        {
            batches.ForEach(b => b.Dispose());
            throw;
        }
    }

    private static RecordBatch? Take(ref RecordBatch? slot)
    {
        var batch = slot;
        slot = null;
        return batch;
    }

    private void Permute(int count)
    {
        _order = new int[count];
        for (var i = 0; i < count; i++)
        {
            _order[i] = i;
        }

        // Fisher-Yates; the multiply-high maps 64 random bits to [0, i] with a bias below 2^-32.
        for (var i = count - 1; i > 0; i--)
        {
            var j = (int)Math.BigMul(_random.Of(_drawn++), (ulong)i + 1, out _);
            (_order[i], _order[j]) = (_order[j], _order[i]);
        }
    }
}
