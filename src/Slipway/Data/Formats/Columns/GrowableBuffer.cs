using System.Runtime.CompilerServices;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Values of fixed size that become an Arrow buffer.</summary>
internal sealed class GrowableBuffer<T>(int capacity)
    where T : unmanaged
{
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(Math.Max(1, capacity) * Unsafe.SizeOf<T>());

    /// <summary>Values so far.</summary>
    public int Count { get; private set; }

    public void Add(T value)
    {
        var at = Count * Unsafe.SizeOf<T>();
        if (at == _bytes.Length)
        {
            System.Array.Resize(ref _bytes, checked(_bytes.Length * 2));
        }

        Unsafe.WriteUnaligned(ref _bytes[at], value);
        Count++;
    }

    /// <summary>The buffer; starts again.</summary>
    public ArrowBuffer Build()
    {
        var buffer = new ArrowBuffer(_bytes.AsMemory(0, Count * Unsafe.SizeOf<T>()));
        _bytes = GC.AllocateUninitializedArray<byte>(_bytes.Length);
        Count = 0;
        return buffer;
    }
}
