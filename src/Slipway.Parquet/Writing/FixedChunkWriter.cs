using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Numbers.</summary>
/// <param name="read">The value of a row, or null where it is missing.</param>
/// <param name="unsigned">Whether bounds compare without a sign.</param>
internal sealed class FixedChunkWriter<T>(Func<IArrowArray, int, T?> read, bool unsigned = false) : ChunkWriter
    where T : unmanaged, INumber<T>
{
    private T[] _values = new T[256];
    private int _count;

    /// <inheritdoc/>
    protected override long ValueBytes => (long)_count * Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override void Append(IArrowArray array)
    {
        for (var row = 0; row < array.Length; row++)
        {
            var value = read(array, row);
            AddLevel(value is null ? 0 : 1);
            if (value is { } present)
            {
                if (_count == _values.Length)
                {
                    System.Array.Resize(ref _values, _count * 2);
                }

                _values[_count++] = present;
            }
        }
    }

    /// <inheritdoc/>
    protected override PageEncoding WritePages(ChunkSink sink)
    {
        var (at, rows) = (0, ChunkSink.PageBytes / Unsafe.SizeOf<T>());
        for (var row = 0; row < Levels; row += rows)
        {
            var levels = Definition.Slice(row, Math.Min(rows, Levels - row));
            var present = levels.Count(1);
            sink.WriteData([], levels, 1, PageEncoding.Plain, MemoryMarshal.AsBytes(_values.AsSpan(at, present)));
            at += present;
        }

        return PageEncoding.Plain;
    }

    /// <inheritdoc/>
    protected override ColumnStatistics Statistics()
    {
        var nulls = Levels - _count;
        if (_count == 0)
        {
            return new ColumnStatistics(null, null, nulls);
        }

        var (min, max) = (_values[0], _values[0]);
        foreach (var value in _values.AsSpan(0, _count))
        {
            min = IsLess(value, min) ? value : min;
            max = IsLess(max, value) ? value : max;
        }

        // Zeros of either sign are equal, so the bounds take both in (Parquet format, Statistics).
        min = T.IsZero(min) ? -min : min;
        max = T.IsZero(max) ? T.Abs(max) : max;
        if (T.IsZero(min) && !T.IsNegative(min) && (typeof(T) == typeof(double) || typeof(T) == typeof(float)))
        {
            min = -min;
        }

        return new ColumnStatistics(Encode(min), Encode(max), nulls);
    }

    /// <inheritdoc/>
    protected override void Clear() => _count = 0;

    private bool IsLess(T a, T b) => unsigned && T.IsNegative(a) != T.IsNegative(b) ? T.IsNegative(b) : a < b;

    private static byte[] Encode(T value) => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
}
