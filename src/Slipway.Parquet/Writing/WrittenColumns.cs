using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>How Arrow columns are stored.</summary>
internal static class WrittenColumns
{
    private const long MillisecondsOfDay = 86_400_000;

    /// <summary>The column of a field; null when there is no way to write it.</summary>
    public static WrittenColumn? For(Field field)
    {
        var (name, unsigned) = (field.Name, true);
        return field.DataType switch
        {
            DoubleType => new(name, PhysicalType.Double, LogicalType.None,
                new FixedChunkWriter<double>((a, i) => ((DoubleArray)a).GetValue(i) is { } v && !double.IsNaN(v) ? v : null)),
            FloatType => new(name, PhysicalType.Float, LogicalType.None,
                new FixedChunkWriter<float>((a, i) => ((FloatArray)a).GetValue(i) is { } v && !float.IsNaN(v) ? v : null)),
            HalfFloatType => new(name, PhysicalType.Float, LogicalType.None,
                new FixedChunkWriter<float>((a, i) => ((HalfFloatArray)a).GetValue(i) is { } v && !Half.IsNaN(v) ? (float)v : null)),
            Int8Type => Small(name, LogicalType.Int8, (a, i) => ((Int8Array)a).GetValue(i)),
            Int16Type => Small(name, LogicalType.Int16, (a, i) => ((Int16Array)a).GetValue(i)),
            Int32Type => Small(name, LogicalType.None, (a, i) => ((Int32Array)a).GetValue(i)),
            UInt8Type => Small(name, LogicalType.UInt8, (a, i) => ((UInt8Array)a).GetValue(i)),
            UInt16Type => Small(name, LogicalType.UInt16, (a, i) => ((UInt16Array)a).GetValue(i)),
            UInt32Type => new(name, PhysicalType.Int32, LogicalType.UInt32,
                new FixedChunkWriter<int>((a, i) => unchecked((int?)((UInt32Array)a).GetValue(i)), unsigned)),
            Int64Type => new(name, PhysicalType.Int64, LogicalType.None,
                new FixedChunkWriter<long>((a, i) => ((Int64Array)a).GetValue(i))),
            UInt64Type => new(name, PhysicalType.Int64, LogicalType.UInt64,
                new FixedChunkWriter<long>((a, i) => unchecked((long?)((UInt64Array)a).GetValue(i)), unsigned)),
            BooleanType => new(name, PhysicalType.Boolean, LogicalType.None, new BooleanChunkWriter()),
            StringType => Bytes(name, LogicalType.Text, (a, i) => ((StringArray)a).GetBytes(i)),
            LargeStringType => Bytes(name, LogicalType.Text, (a, i) => ((LargeStringArray)a).GetBytes(i)),
            StringViewType => Bytes(name, LogicalType.Text, (a, i) => ((StringViewArray)a).GetBytes(i)),
            BinaryType => Bytes(name, LogicalType.None, (a, i) => ((BinaryArray)a).GetBytes(i)),
            Date32Type => Small(name, LogicalType.Date, (a, i) => ((Date32Array)a).GetValue(i)),
            Date64Type => Small(name, LogicalType.Date, (a, i) =>
                ((Date64Array)a).GetValue(i) is { } ms ? checked((int)Math.Floor(ms / (double)MillisecondsOfDay)) : null),
            TimestampType timestamp => Time(name, timestamp),
            FixedSizeListType vector => Vector(name, vector),
            _ => null,
        };
    }

    private static WrittenColumn Small(string name, LogicalType logical, Func<IArrowArray, int, int?> read) =>
        new(name, PhysicalType.Int32, logical, new FixedChunkWriter<int>(read, ParquetText.IsUnsigned(logical)));

    private static WrittenColumn Bytes(string name, LogicalType logical, BytesOfRow read) =>
        new(name, PhysicalType.ByteArray, logical, new BytesChunkWriter(read, logical == LogicalType.Text));

    private static WrittenColumn Time(string name, TimestampType type)
    {
        var logical = type.Unit switch
        {
            TimeUnit.Microsecond => LogicalType.TimestampMicroseconds,
            TimeUnit.Nanosecond => LogicalType.TimestampNanoseconds,
            _ => LogicalType.TimestampMilliseconds,
        };
        var factor = type.Unit == TimeUnit.Second ? 1000 : 1;
        return new(name, PhysicalType.Int64, logical,
            new FixedChunkWriter<long>((a, i) => checked(((TimestampArray)a).GetValue(i) * factor)))
        {
            IsUtc = !string.IsNullOrEmpty(type.Timezone),
        };
    }

    private static WrittenColumn? Vector(string name, FixedSizeListType type)
    {
        var width = type.ListSize;
        return type.ValueDataType switch
        {
            _ when width < 1 => null,
            FloatType => List(name, PhysicalType.Float, LogicalType.None,
                new VectorChunkWriter<float>(width, a => ((FloatArray)a).ValueBuffer.Span.CastTo<float>()[a.Offset..])),
            DoubleType => List(name, PhysicalType.Double, LogicalType.None,
                new VectorChunkWriter<double>(width, a => ((DoubleArray)a).ValueBuffer.Span.CastTo<double>()[a.Offset..])),
            UInt8Type => List(name, PhysicalType.Int32, LogicalType.UInt8,
                new VectorChunkWriter<int>(width, a => System.Array.ConvertAll(((UInt8Array)a).Values.ToArray(), v => (int)v))),
            _ => null,
        };
    }

    private static WrittenColumn List(string name, PhysicalType type, LogicalType logical, ChunkWriter writer) =>
        new(name, type, logical, writer) { IsList = true };

    private static ReadOnlySpan<T> CastTo<T>(this ReadOnlySpan<byte> bytes) where T : struct => MemoryMarshal.Cast<byte, T>(bytes);
}
