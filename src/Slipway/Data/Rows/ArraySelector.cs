using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>
/// Copies chosen rows of one Arrow array into a new one, by layout rather than by type, so that every fixed-width, string, list, struct and
/// dictionary column goes through the same few loops.
/// </summary>
internal static class ArraySelector
{
    /// <summary>The values at <paramref name="rows"/> (positions within the array, its own offset not counted), in that order.</summary>
    /// <exception cref="NotSupportedException">The layout is one that no source of Slipway gives (union, map, view, 64-bit
    /// offsets).</exception>
    public static ArrayData Take(ArrayData source, ReadOnlySpan<int> rows)
    {
        var (validity, nulls) = TakeValidity(source, rows);
        switch (source.DataType)
        {
            case NullType:
                return new ArrayData(source.DataType, rows.Length, rows.Length, 0, new[] { ArrowBuffer.Empty });

            case BooleanType:
                return new ArrayData(source.DataType, rows.Length, nulls, 0,
                    new[] { validity, new ArrowBuffer(TakeBits(source.Buffers[1].Span, source.Offset, rows)) });

            case DictionaryType dictionary:
                return new ArrayData(source.DataType, rows.Length, nulls, 0,
                    new[] { validity, TakeFixed(source.Buffers[1].Span, WidthOf(dictionary.IndexType), source.Offset, rows) },
                    null, source.Dictionary.Retain());

            case FixedWidthType type:
                return new ArrayData(source.DataType, rows.Length, nulls, 0,
                    new[] { validity, TakeFixed(source.Buffers[1].Span, WidthOf(type), source.Offset, rows) });

            case StringType or BinaryType:
                var (offsets, bytes) = TakeVariable(source, rows);
                return new ArrayData(source.DataType, rows.Length, nulls, 0, new[] { validity, offsets, bytes });

            case FixedSizeListType list:
                return new ArrayData(source.DataType, rows.Length, nulls, 0,
                    new[] { validity }, new[] { TakeLists(source.Children[0], list.ListSize, source.Offset, rows) });

            case ListType:
                var (starts, items) = TakeLists(source, rows);
                return new ArrayData(source.DataType, rows.Length, nulls, 0, new[] { validity, starts }, new[] { items });

            case StructType:
                var shifted = Shift(rows, source.Offset);
                return new ArrayData(source.DataType, rows.Length, nulls, 0,
                    new[] { validity }, System.Array.ConvertAll(source.Children, child => Take(child, shifted)));

            default:
                throw new NotSupportedException(
                    $"Rows of Arrow type '{source.DataType.Name}' cannot be selected. "
                    + "Convert the column to a number, text, list or struct type.");
        }
    }

    private static int WidthOf(IArrowType type) => ((FixedWidthType)type).BitWidth / 8;

    private static (ArrowBuffer Bits, int Nulls) TakeValidity(ArrayData source, ReadOnlySpan<int> rows)
    {
        if (source.GetNullCount() == 0 || source.DataType is NullType || source.Buffers[0].Length == 0)
        {
            return (ArrowBuffer.Empty, 0);
        }

        var bits = TakeBits(source.Buffers[0].Span, source.Offset, rows);
        var valid = 0;
        foreach (var b in bits)
        {
            valid += System.Numerics.BitOperations.PopCount(b);
        }

        return valid == rows.Length ? (ArrowBuffer.Empty, 0) : (new ArrowBuffer(bits), rows.Length - valid);
    }

    private static byte[] TakeBits(ReadOnlySpan<byte> bits, int offset, ReadOnlySpan<int> rows)
    {
        var taken = new byte[(rows.Length + 7) / 8];
        for (var i = 0; i < rows.Length; i++)
        {
            var at = offset + rows[i];
            taken[i >> 3] |= (byte)(((bits[at >> 3] >> (at & 7)) & 1) << (i & 7));
        }

        return taken;
    }

    private static ArrowBuffer TakeFixed(ReadOnlySpan<byte> values, int width, int offset, ReadOnlySpan<int> rows)
    {
        var taken = GC.AllocateUninitializedArray<byte>(checked(rows.Length * width));
        switch (width)
        {
            case 1: Gather(values, taken, offset, rows); break;
            case 2: Gather(MemoryMarshal.Cast<byte, ushort>(values), MemoryMarshal.Cast<byte, ushort>(taken.AsSpan()), offset, rows); break;
            case 4: Gather(MemoryMarshal.Cast<byte, uint>(values), MemoryMarshal.Cast<byte, uint>(taken.AsSpan()), offset, rows); break;
            case 8: Gather(MemoryMarshal.Cast<byte, ulong>(values), MemoryMarshal.Cast<byte, ulong>(taken.AsSpan()), offset, rows); break;
            default:
                for (var i = 0; i < rows.Length; i++)
                {
                    values.Slice(checked((offset + rows[i]) * width), width).CopyTo(taken.AsSpan(i * width));
                }

                break;
        }

        return new ArrowBuffer(taken);
    }

    private static void Gather<T>(ReadOnlySpan<T> values, Span<T> taken, int offset, ReadOnlySpan<int> rows) where T : unmanaged
    {
        values = values[offset..];
        for (var i = 0; i < rows.Length; i++)
        {
            taken[i] = values[rows[i]];
        }
    }

    private static (ArrowBuffer Offsets, ArrowBuffer Bytes) TakeVariable(ArrayData source, ReadOnlySpan<int> rows)
    {
        var from = MemoryMarshal.Cast<byte, int>(source.Buffers[1].Span)[source.Offset..];
        var bytes = source.Buffers[2].Span;
        var (offsets, total) = TakeOffsets(from, rows);
        var taken = GC.AllocateUninitializedArray<byte>(total);
        var to = 0;
        foreach (var row in rows)
        {
            var length = from[row + 1] - from[row];
            bytes.Slice(from[row], length).CopyTo(taken.AsSpan(to));
            to += length;
        }

        return (offsets, new ArrowBuffer(taken));
    }

    private static (ArrowBuffer Offsets, ArrayData Items) TakeLists(ArrayData source, ReadOnlySpan<int> rows)
    {
        var from = MemoryMarshal.Cast<byte, int>(source.Buffers[1].Span)[source.Offset..];
        var (offsets, total) = TakeOffsets(from, rows);
        var items = new int[total];
        var to = 0;
        foreach (var row in rows)
        {
            for (var i = from[row]; i < from[row + 1]; i++)
            {
                items[to++] = i;
            }
        }

        return (offsets, Take(source.Children[0], items));
    }

    private static (ArrowBuffer Offsets, int Total) TakeOffsets(ReadOnlySpan<int> from, ReadOnlySpan<int> rows)
    {
        var offsets = GC.AllocateUninitializedArray<byte>((rows.Length + 1) * sizeof(int));
        var to = MemoryMarshal.Cast<byte, int>(offsets.AsSpan());
        to[0] = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            to[i + 1] = checked(to[i] + (from[rows[i] + 1] - from[rows[i]]));
        }

        return (new ArrowBuffer(offsets), to[^1]);
    }

    // A fixed-size list of numbers without nulls (an image, a vector) moves as one wide value; others item by item.
    private static ArrayData TakeLists(ArrayData items, int size, int offset, ReadOnlySpan<int> rows)
    {
        if (items.DataType is FixedWidthType { BitWidth: >= 8 } type and not (BooleanType or DictionaryType) && items.GetNullCount() == 0)
        {
            var width = type.BitWidth / 8;
            var values = items.Buffers[1].Span[(items.Offset * width)..];
            return new ArrayData(
                items.DataType, rows.Length * size, 0, 0, new[] { ArrowBuffer.Empty, TakeFixed(values, width * size, offset, rows) });
        }

        var positions = new int[checked(rows.Length * size)];
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = ((offset + rows[i / size]) * size) + (i % size);
        }

        return Take(items, positions);
    }

    private static int[] Shift(ReadOnlySpan<int> rows, int offset)
    {
        var shifted = rows.ToArray();
        for (var i = 0; i < shifted.Length; i++)
        {
            shifted[i] += offset;
        }

        return shifted;
    }
}
