using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Converts stored values to the Arrow types of <see cref="BinaryArray"/>, each exactly.</summary>
internal static class BinaryElements
{
    /// <summary>Converts values in bulk.</summary>
    /// <param name="raw">Whole values as stored.</param>
    /// <param name="array">How they are stored.</param>
    /// <param name="type"><c>UInt8</c>, <c>Float</c> or <c>Double</c>.</param>
    /// <param name="firstRow">Row of the first value, for messages.</param>
    /// <param name="name">The file.</param>
    public static IArrowArray ToArrow(ReadOnlySpan<byte> raw, BinaryArray array, IArrowType type, long firstRow, string name)
    {
        var count = raw.Length / array.ElementBytes;
        switch (type.TypeId)
        {
            case ArrowTypeId.UInt8:
                return new UInt8Array(new ArrowBuffer(Bytes(raw, array, firstRow, name)), ArrowBuffer.Empty, count, 0, 0);

            case ArrowTypeId.Float:
                var floats = GC.AllocateUninitializedArray<byte>(checked(count * sizeof(float)));
                ToFloats(raw, array, MemoryMarshal.Cast<byte, float>(floats.AsSpan()));
                return new FloatArray(new ArrowBuffer(floats), ArrowBuffer.Empty, count, 0, 0);

            case ArrowTypeId.Double:
                var doubles = GC.AllocateUninitializedArray<byte>(checked(count * sizeof(double)));
                var target = MemoryMarshal.Cast<byte, double>(doubles.AsSpan());
                for (var i = 0; i < count; i++)
                {
                    var stored = raw.Slice(i * array.ElementBytes, array.ElementBytes);
                    target[i] = ToDouble(stored, array);
                    if (array.Element is ElementType.Int64 or ElementType.UInt64 && !IsExact(stored, array, target[i]))
                    {
                        throw new DataFormatException(
                            "the integer is too large for a double", name, firstRow + (i / (array.Width ?? 1)) + 1, array.Column,
                            ToText(stored, array),
                            "integers between -2^53 and 2^53", "Store it as text, or read the column as ColumnType.Integer.");
                    }
                }

                return new DoubleArray(new ArrowBuffer(doubles), ArrowBuffer.Empty, count, 0, 0);

            default:
                throw new ArgumentException($"Stored values are not converted to {type.Name}.", nameof(type));
        }
    }

    /// <summary>One stored value as text, shortest.</summary>
    /// <param name="stored">Its bytes.</param>
    /// <param name="array">How it is stored.</param>
    public static string ToText(ReadOnlySpan<byte> stored, BinaryArray array) => array.Element switch
    {
        ElementType.Int64 => Int64(stored, array.BigEndian).ToString(CultureInfo.InvariantCulture),
        ElementType.UInt64 => unchecked((ulong)Int64(stored, array.BigEndian)).ToString(CultureInfo.InvariantCulture),
        ElementType.Float32 => ((float)ToDouble(stored, array)).ToString("R", CultureInfo.InvariantCulture),
        _ => ToDouble(stored, array).ToString("R", CultureInfo.InvariantCulture),
    };

    private static byte[] Bytes(ReadOnlySpan<byte> raw, BinaryArray array, long firstRow, string name)
    {
        var wrong = array.Element == ElementType.Bool ? raw.IndexOfAnyExceptInRange((byte)0, (byte)1) : -1;
        return wrong < 0
            ? raw.ToArray()
            : throw new DataFormatException(
                "the value is not a boolean", name, firstRow + (wrong / (array.Width ?? 1)) + 1, array.Column,
                raw[wrong].ToString(CultureInfo.InvariantCulture), "0 or 1", "The file is damaged.");
    }

    private static void ToFloats(ReadOnlySpan<byte> raw, BinaryArray array, Span<float> target)
    {
        if (array.Element == ElementType.Float32 && array.BigEndian == !BitConverter.IsLittleEndian)
        {
            MemoryMarshal.Cast<byte, float>(raw).CopyTo(target);
            return;
        }

        for (var i = 0; i < target.Length; i++)
        {
            target[i] = (float)ToDouble(raw.Slice(i * array.ElementBytes, array.ElementBytes), array);
        }
    }

    private static double ToDouble(ReadOnlySpan<byte> stored, BinaryArray array) => (array.Element, array.BigEndian) switch
    {
        (ElementType.Bool or ElementType.UInt8, _) => stored[0],
        (ElementType.Int8, _) => (sbyte)stored[0],
        (ElementType.UInt16, true) => BinaryPrimitives.ReadUInt16BigEndian(stored),
        (ElementType.UInt16, _) => BinaryPrimitives.ReadUInt16LittleEndian(stored),
        (ElementType.Int16, true) => BinaryPrimitives.ReadInt16BigEndian(stored),
        (ElementType.Int16, _) => BinaryPrimitives.ReadInt16LittleEndian(stored),
        (ElementType.UInt32, true) => BinaryPrimitives.ReadUInt32BigEndian(stored),
        (ElementType.UInt32, _) => BinaryPrimitives.ReadUInt32LittleEndian(stored),
        (ElementType.Int32, true) => BinaryPrimitives.ReadInt32BigEndian(stored),
        (ElementType.Int32, _) => BinaryPrimitives.ReadInt32LittleEndian(stored),
        (ElementType.Float16, true) => (double)BinaryPrimitives.ReadHalfBigEndian(stored),
        (ElementType.Float16, _) => (double)BinaryPrimitives.ReadHalfLittleEndian(stored),
        (ElementType.Float32, true) => BinaryPrimitives.ReadSingleBigEndian(stored),
        (ElementType.Float32, _) => BinaryPrimitives.ReadSingleLittleEndian(stored),
        (ElementType.Float64, true) => BinaryPrimitives.ReadDoubleBigEndian(stored),
        (ElementType.Float64, _) => BinaryPrimitives.ReadDoubleLittleEndian(stored),
        (ElementType.UInt64, var big) => unchecked((ulong)Int64(stored, big)),
        (_, var big) => Int64(stored, big),
    };

    private static bool IsExact(ReadOnlySpan<byte> stored, BinaryArray array, double value) => array.Element == ElementType.UInt64
        ? (UInt128)value == unchecked((ulong)Int64(stored, array.BigEndian))
        : (Int128)value == Int64(stored, array.BigEndian);

    private static long Int64(ReadOnlySpan<byte> stored, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadInt64BigEndian(stored) : BinaryPrimitives.ReadInt64LittleEndian(stored);
}
