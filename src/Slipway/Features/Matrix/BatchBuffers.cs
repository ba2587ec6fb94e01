using System.Runtime.CompilerServices;

namespace Slipway.Features;

/// <summary>What a pass writes to: the order of a pool's rows and the gathered batch. Grows, and is handed from pass to pass.</summary>
internal sealed class BatchBuffers
{
    private float[] _values = [];
    private int[] _columns = [];
    private int _valuesStart;

    /// <summary>Chunk (high half) and row in it (low half) of each row of the pool.</summary>
    public ulong[] Pool { get; private set; } = [];

    public int[] RowOffsets { get; private set; } = [];

    public float[] Targets { get; private set; } = [];

    public float[] Weights { get; private set; } = [];

    public Span<int> Columns => _columns;

    /// <summary>Starts on a 64-byte border: pinned, so it stays there.</summary>
    public Span<float> Values => _values.AsSpan(_valuesStart);

    public void ReservePool(int rows) => Pool = Pool.Length >= rows ? Pool : new ulong[rows];

    public void ReserveRows(int rows)
    {
        if (Targets.Length < rows)
        {
            Targets = new float[rows];
            Weights = new float[rows];
            RowOffsets = new int[rows + 1];
        }
    }

    /// <summary>Room for dense values; their former content is lost when they have to grow.</summary>
    public void ReserveValues(long count)
    {
        if (_values.Length - _valuesStart < count || _values.Length == 0)
        {
            (_values, _valuesStart) = Aligned(count);
        }
    }

    /// <summary>Room for stored values and their columns; the first <paramref name="kept"/> stay.</summary>
    public void ReserveSparse(int kept, long count)
    {
        if (_columns.Length >= count && _values.Length - _valuesStart >= count)
        {
            return;
        }

        // A quarter more, because batches differ in length: after a few batches nothing grows any more.
        var length = Math.Min(Array.MaxLength - 16, count + (count / 4));
        var (values, start) = Aligned(Math.Max(length, count));
        Values[..kept].CopyTo(values.AsSpan(start));
        var columns = GC.AllocateUninitializedArray<int>(checked((int)Math.Max(length, count)));
        _columns.AsSpan(0, kept).CopyTo(columns);
        (_values, _valuesStart, _columns) = (values, start, columns);
    }

    private static unsafe (float[] Values, int Start) Aligned(long count)
    {
        var values = GC.AllocateUninitializedArray<float>(checked((int)count + 16), pinned: true);

        // SAFETY: only the address of a pinned array is read.
        var past = (nuint)Unsafe.AsPointer(ref values[0]) % ChunkLayout.Alignment;
        return (values, (int)((ChunkLayout.Alignment - past) % ChunkLayout.Alignment / sizeof(float)));
    }
}
