using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>How many bytes the rows of a record batch take. A slice counts its own rows only, so cutting a batch up does not change the sum
/// much.</summary>
internal static class BatchSize
{
    /// <summary>Bytes of values, offsets and null bitmaps.</summary>
    public static long InBytes(RecordBatch batch)
    {
        var bytes = 0L;
        for (var i = 0; i < batch.ColumnCount; i++)
        {
            var data = batch.Column(i).Data;
            bytes += InBytes(data, 0, data.Length);
        }

        return bytes;
    }

    private static long InBytes(ArrayData data, long start, long length)
    {
        var nulls = data.Buffers is [{ Length: > 0 }, ..] ? (length + 7) / 8 : 0;
        switch (data.DataType)
        {
            case DictionaryType dictionary:
                return nulls + (length * ((FixedWidthType)dictionary.IndexType).BitWidth / 8)
                    + InBytes(data.Dictionary, 0, data.Dictionary.Length);
            case FixedSizeListType list:
                return nulls + InBytes(data.Children[0], (data.Offset + start) * list.ListSize, length * list.ListSize);
            case FixedWidthType type:
                return nulls + (((length * type.BitWidth) + 7) / 8);
            case StringType or BinaryType or ListType:
                if (length == 0)
                {
                    return nulls;
                }

                var offsets = MemoryMarshal.Cast<byte, int>(data.Buffers[1].Span)[(int)(data.Offset + start)..];
                var (first, last) = (offsets[0], offsets[(int)length]);
                return nulls + ((length + 1) * sizeof(int))
                    + (data.DataType is ListType ? InBytes(data.Children[0], first, last - first) : last - first);
            default:
                var children = 0L;
                foreach (var child in data.Children ?? [])
                {
                    children += InBytes(child, data.Offset + start, length);
                }

                return nulls + children;
        }
    }
}
