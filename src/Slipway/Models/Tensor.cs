using System.Runtime.InteropServices;

namespace Slipway.Models;

/// <summary>A named, typed array with a shape, as safetensors stores it: row-major, little-endian.</summary>
internal sealed class Tensor
{
    /// <summary>Bytes visited or read at a time: arrays beyond 2 GiB have no byte span of their own.</summary>
    private const int ChunkBytes = 1 << 20;

    private readonly Array _values;

    /// <param name="name">Unique name.</param>
    /// <param name="shape">Dimensions; their product is the length of <paramref name="values"/>.</param>
    /// <param name="values">A <c>float[]</c>, <c>double[]</c>, <c>int[]</c>, <c>long[]</c> or <c>byte[]</c>; not copied.</param>
    public Tensor(string name, long[] shape, Array values)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Model files are little-endian, and so must be the machine that reads or writes them.");
        }

        Name = name;
        Shape = shape;
        _values = values;
        Type = values switch
        {
            float[] => TensorType.F32,
            double[] => TensorType.F64,
            int[] => TensorType.I32,
            long[] => TensorType.I64,
            byte[] => TensorType.U8,
            _ => throw new ArgumentException($"Tensor '{name}': arrays of {values.GetType()} are not stored.", nameof(values)),
        };
    }

    public string Name { get; }

    public TensorType Type { get; }

    public long[] Shape { get; }

    public Array Values => _values;

    public long ByteLength => _values.LongLength * SizeOf(Type);

    public static int SizeOf(TensorType type) => type switch
    {
        TensorType.F64 or TensorType.I64 => 8,
        TensorType.U8 => 1,
        _ => 4,
    };

    /// <summary>A tensor whose values are still to be read by <see cref="Fill"/>.</summary>
    public static Tensor Allocate(string name, TensorType type, long[] shape, int length) => new(name, shape, type switch
    {
        TensorType.F32 => GC.AllocateUninitializedArray<float>(length),
        TensorType.F64 => GC.AllocateUninitializedArray<double>(length),
        TensorType.I32 => GC.AllocateUninitializedArray<int>(length),
        TensorType.I64 => GC.AllocateUninitializedArray<long>(length),
        _ => GC.AllocateUninitializedArray<byte>(length),
    });

    /// <summary>Number of elements of a shape.</summary>
    /// <exception cref="OverflowException">More than 2^63 - 1.</exception>
    public static long CountOf(ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var dimension in shape)
        {
            count = checked(count * dimension);
        }

        return count;
    }

    /// <summary>E.g. <c>[64, 30]</c>.</summary>
    public static string Describe(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    /// <summary>Passes the values' bytes on, in order.</summary>
    public void Visit(ByteSink sink)
    {
        for (var offset = 0L; offset < ByteLength; offset += ChunkBytes)
        {
            sink(Bytes(offset));
        }
    }

    /// <summary>Reads the values.</summary>
    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public void Fill(Stream stream)
    {
        for (var offset = 0L; offset < ByteLength; offset += ChunkBytes)
        {
            stream.ReadExactly(Bytes(offset));
        }
    }

    private Span<byte> Bytes(long offset)
    {
        var size = SizeOf(Type);
        var start = (int)(offset / size);
        var count = (int)(Math.Min(ChunkBytes, ByteLength - offset) / size);
        return _values switch
        {
            float[] a => MemoryMarshal.AsBytes(a.AsSpan(start, count)),
            double[] a => MemoryMarshal.AsBytes(a.AsSpan(start, count)),
            int[] a => MemoryMarshal.AsBytes(a.AsSpan(start, count)),
            long[] a => MemoryMarshal.AsBytes(a.AsSpan(start, count)),
            _ => ((byte[])_values).AsSpan(start, count),
        };
    }
}
