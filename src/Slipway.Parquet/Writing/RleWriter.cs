using System.Buffers;
using System.Buffers.Binary;

namespace Slipway.Data;

/// <summary>Writes what <see cref="RleReader"/> reads.</summary>
internal static class RleWriter
{
    private const int Group = 8;

    /// <summary>Appends values.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="values">Values, none negative.</param>
    /// <param name="width">Bits of a value, 1 to 32.</param>
    public static void Write(ArrayBufferWriter<byte> target, ReadOnlySpan<int> values, int width)
    {
        while (!values.IsEmpty)
        {
            var run = RunLength(values);
            if (run >= Group || run == values.Length)
            {
                WriteRun(target, values[0], run, width);
                values = values[run..];
                continue;
            }

            // Groups of 8 up to the next run; the last group is filled up with zeros.
            var packed = Group;
            while (packed < values.Length && RunLength(values[packed..]) < Group)
            {
                packed += Group;
            }

            packed = Math.Min(packed, values.Length);
            WritePacked(target, values[..packed], width);
            values = values[packed..];
        }
    }

    private static int RunLength(ReadOnlySpan<int> values)
    {
        var end = values.IndexOfAnyExcept(values[0]);
        return end < 0 ? values.Length : end;
    }

    private static void WriteRun(ArrayBufferWriter<byte> target, int value, int count, int width)
    {
        WriteVarint(target, (uint)count << 1);
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        target.Write(bytes[..((width + 7) / 8)]);
    }

    private static void WritePacked(ArrayBufferWriter<byte> target, ReadOnlySpan<int> values, int width)
    {
        var groups = (values.Length + Group - 1) / Group;
        WriteVarint(target, ((uint)groups << 1) | 1);
        var bytes = target.GetSpan(groups * width)[..(groups * width)];
        bytes.Clear();
        var bit = 0;
        foreach (var value in values)
        {
            for (var b = 0; b < width; b++, bit++)
            {
                bytes[bit >> 3] |= (byte)(((value >> b) & 1) << (bit & 7));
            }
        }

        target.Advance(bytes.Length);
    }

    private static void WriteVarint(ArrayBufferWriter<byte> target, uint value)
    {
        while (value >= 0x80)
        {
            target.Write([(byte)(value | 0x80)]);
            value >>= 7;
        }

        target.Write([(byte)value]);
    }
}
