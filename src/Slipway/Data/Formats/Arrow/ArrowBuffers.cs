using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Checks that the buffers of arrays hold what lengths and offsets say, before anybody relies on it.</summary>
internal static class ArrowBuffers
{
    /// <summary>The batch itself.</summary>
    /// <exception cref="InvalidDataException">A buffer is too small, or an offset is out of range.</exception>
    public static RecordBatch Check(RecordBatch batch)
    {
        for (var c = 0; c < batch.ColumnCount; c++)
        {
            var name = batch.Schema.FieldsList[c].Name;
            try
            {
                Require(batch.Column(c).Length == batch.Length, "another number of rows than the batch");
                Check(batch.Column(c).Data);
            }
            catch (InvalidDataException e)
            {
                throw new InvalidDataException($"column '{name}' has {e.Message}", e);
            }
        }

        return batch;
    }

    private static void Check(ArrayData data)
    {
        Require(data.Length >= 0 && data.Offset >= 0 && (long)data.Offset + data.Length < int.MaxValue, "a negative length");
        var end = data.Offset + data.Length;
        if (data.DataType is not (NullType or UnionType) && data.Buffers.Length > 0 && data.Buffers[0].Length > 0)
        {
            RequireBytes(data, 0, ((long)end + 7) / 8);
        }

        switch (data.DataType)
        {
            case NullType:
                break;
            case BooleanType:
                RequireBytes(data, 1, ((long)end + 7) / 8);
                break;
            case DictionaryType dictionary:
                RequireBytes(data, 1, (long)end * WidthOf(dictionary.IndexType));
                CheckIndices(data, dictionary.IndexType);
                Check(data.Dictionary);
                break;
            case StringType or BinaryType:
                CheckOffsets(data, end, data.Buffers[2].Length);
                break;
            case ListType:
                CheckOffsets(data, end, data.Children[0].Length);
                Check(data.Children[0]);
                break;
            case FixedSizeListType list:
                Require((long)data.Children[0].Length >= (long)end * list.ListSize, "fewer items than its vectors need");
                Check(data.Children[0]);
                break;
            case StructType:
                foreach (var child in data.Children)
                {
                    Require(child.Length >= end, "a field with fewer rows");
                    Check(child);
                }

                break;
            case FixedWidthType fixedWidth:
                RequireBytes(data, 1, (long)end * fixedWidth.BitWidth / 8);
                break;
            default:
                throw new InvalidDataException($"the type {data.DataType.Name}, which is not supported");
        }
    }

    private static int WidthOf(IArrowType index) => ((FixedWidthType)index).BitWidth / 8;

    private static void CheckIndices(ArrayData data, IArrowType type)
    {
        var count = data.Dictionary?.Length ?? throw new InvalidDataException("no dictionary");
        var array = ArrowArrayFactory.BuildArray(new ArrayData(type, data.Length, data.NullCount, data.Offset, data.Buffers));
        for (var i = 0; i < data.Length; i++)
        {
            long index = array.IsNull(i) ? 0 : array switch
            {
                Int8Array a => a.Values[i],
                UInt8Array a => a.Values[i],
                Int16Array a => a.Values[i],
                UInt16Array a => a.Values[i],
                Int32Array a => a.Values[i],
                UInt32Array a => a.Values[i],
                Int64Array a => a.Values[i],
                UInt64Array a => (long)Math.Min(a.Values[i], long.MaxValue),
                _ => -1,
            };
            Require(array.IsNull(i) || (index >= 0 && index < count), "a position outside of its dictionary");
        }
    }

    private static void CheckOffsets(ArrayData data, int end, int most)
    {
        if (data.Length == 0)
        {
            return;
        }

        RequireBytes(data, 1, ((long)end + 1) * sizeof(int));
        var offsets = MemoryMarshal.Cast<byte, int>(data.Buffers[1].Span).Slice(data.Offset, data.Length + 1);
        var last = 0;
        foreach (var offset in offsets)
        {
            Require(offset >= last, "offsets that go back");
            last = offset;
        }

        Require(last <= most, "offsets beyond its values");
    }

    private static void RequireBytes(ArrayData data, int buffer, long bytes) => Require(
        buffer < data.Buffers.Length && data.Buffers[buffer].Length >= bytes, "a buffer that is too small");

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InvalidDataException(problem);
        }
    }
}
