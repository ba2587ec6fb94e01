using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>A growing run of values that becomes an Arrow buffer without a copy.</summary>
internal struct ValueBuffer<TValue>
    where TValue : unmanaged
{
    private byte[]? _bytes;

    /// <summary>Number of values.</summary>
    public int Count { get; private set; }

    /// <summary>The last value added.</summary>
    public readonly ref TValue Last => ref MemoryMarshal.Cast<byte, TValue>(_bytes.AsSpan())[Count - 1];

    /// <summary>Adds a value.</summary>
    public void Add(TValue value) => Extend(1)[0] = value;

    /// <summary>Makes room for <paramref name="count"/> more values, which the caller fills.</summary>
    public Span<TValue> Extend(int count)
    {
        var size = Unsafe.SizeOf<TValue>();
        var needed = checked((Count + count) * size);
        if (_bytes is null || _bytes.Length < needed)
        {
            var doubled = (int)Math.Min(2L * (_bytes?.Length ?? 2048), System.Array.MaxLength);
            System.Array.Resize(ref _bytes, Math.Max(needed, doubled));
        }

        var start = Count;
        Count += count;
        return MemoryMarshal.Cast<byte, TValue>(_bytes.AsSpan(start * size, count * size));
    }

    /// <summary>Hands the values over and starts again.</summary>
    public ArrowBuffer Take()
    {
        var buffer = _bytes is null ? ArrowBuffer.Empty : new ArrowBuffer(_bytes.AsMemory(0, Count * Unsafe.SizeOf<TValue>()));
        _bytes = null;
        Count = 0;
        return buffer;
    }
}
