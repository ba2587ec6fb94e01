using System.Runtime.InteropServices;
using Apache.Arrow;
using Slipway.Memory;

namespace Slipway.Features;

/// <summary>
/// Keeps the raw batches of the first pass while they fit, so that the second pass does not parse again. Batches that are mostly doubles are
/// packed (<see cref="PackedNumbers"/>): half the memory holds twice the rows, and half the memory is half the page faults.
/// </summary>
/// <param name="limit">Bytes that the batches may take.</param>
/// <param name="allocator">Where packed columns go; not disposed. Null means one of its own.</param>
internal sealed class RetainedBatches(long limit, BlockAllocator? allocator = null) : IDisposable
{
    private readonly Queue<Kept> _batches = [];
    private readonly BlockAllocator _allocator = allocator ?? new BlockAllocator();
    private readonly bool _ownsAllocator = allocator is null;
    private int[] _packed = [];
    private int[] _scales = [];
    private byte[]?[] _values = [];
    private long _bytes;

    /// <summary>False once the batches did not fit; none is kept then.</summary>
    public bool IsComplete { get; private set; } = limit > 0;

    /// <summary>Takes over a batch.</summary>
    public void Add(RecordBatch batch)
    {
        if (IsComplete)
        {
            var kept = TryPack(batch, out var bytes) is { } packed ? new Kept(null, packed) : new Kept(batch, null);
            _bytes += bytes;
            _batches.Enqueue(kept);
            if (kept.Packed is not null)
            {
                batch.Dispose();
            }

            if (_bytes > limit)
            {
                IsComplete = false;
                Dispose();
            }

            return;
        }

        batch.Dispose();
    }

    /// <summary>The next batch, which then belongs to the caller, who disposes it before the next call; null at the end.</summary>
    public RecordBatch? Take() => !_batches.TryDequeue(out var kept) ? null : kept.Whole ?? kept.Packed!.Restore(_values);

    public void Dispose()
    {
        while (_batches.TryDequeue(out var kept))
        {
            kept.Whole?.Dispose();
            kept.Packed?.Free();
        }

        _packed = [];
        if (_ownsAllocator)
        {
            _allocator.Dispose();
        }
    }

    private static long Bytes(ArrayData data) =>
        data.Buffers.Sum(b => (long)b.Length) + (data.Children?.Sum(Bytes) ?? 0) + (data.Dictionary is null ? 0 : Bytes(data.Dictionary));

    /// <summary>A copy of the batch, packed, or null for one that is kept as it is.</summary>
    private unsafe RetainedBatch? TryPack(RecordBatch batch, out long bytes)
    {
        var columns = batch.ColumnCount;
        var (rows, doubles, rest) = (batch.Length, 0, 0L);
        for (var c = 0; c < columns; c++)
        {
            var column = batch.Column(c);
            var isNumber = column is DoubleArray { NullCount: 0 };
            doubles += isNumber ? 1 : 0;
            rest += isNumber ? 0 : Bytes(column.Data);
        }

        if (rest > (long)doubles * rows * sizeof(double) || doubles == 0)
        {
            bytes = batch.Arrays.Sum(a => Bytes(a.Data));
            return null;
        }

        if (_values.Length == 0)
        {
            (_values, _scales) = (new byte[columns][], new int[columns]);
        }

        if (_packed.Length < 2 * rows * doubles)
        {
            _packed = new int[2 * rows * doubles];
        }

        var used = 0;
        var scales = new int[columns];
        var others = new IArrowArray?[columns];
        for (var c = 0; c < columns; c++)
        {
            if (batch.Column(c) is DoubleArray { NullCount: 0 } numbers)
            {
                scales[c] = Pack(numbers.Values, ref _scales[c], _packed.AsSpan(used));
                used += scales[c] < 0 ? 2 * rows : rows;
            }
            else
            {
                others[c] = ArrowArrayFactory.BuildArray(batch.Column(c).Data.Clone());
            }
        }

        bytes = ((long)used * sizeof(int)) + rest;
        var memory = _allocator.Allocate((long)used * sizeof(int), limit - _bytes);
        _packed.AsSpan(0, used).CopyTo(new Span<int>(memory.Address, used));
        return new RetainedBatch(batch.Schema, rows, memory, scales, others);
    }

    /// <summary>
    /// Packs a column with the power of ten that fitted its batches so far, or a larger one; once none fits, its doubles are kept as they
    /// are, which the scale -1 says.
    /// </summary>
    private static int Pack(ReadOnlySpan<double> values, ref int scale, Span<int> packed)
    {
        while (scale >= 0 && !PackedNumbers.TryPack(values, scale, packed[..values.Length]))
        {
            scale = scale < PackedNumbers.MaximumScale ? scale + 1 : -1;
        }

        if (scale < 0)
        {
            MemoryMarshal.Cast<double, int>(values).CopyTo(packed);
        }

        return scale;
    }

    private readonly record struct Kept(RecordBatch? Whole, RetainedBatch? Packed);
}
