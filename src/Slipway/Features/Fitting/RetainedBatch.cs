using System.Runtime.InteropServices;
using Apache.Arrow;
using Slipway.Memory;

namespace Slipway.Features;

/// <summary>A batch of which the doubles were packed into native memory, and the other columns copied.</summary>
/// <param name="schema">Of the batch.</param>
/// <param name="rows">Rows of the batch.</param>
/// <param name="memory">The packed columns, one behind the other.</param>
/// <param name="scales">Digits behind the point of each column of doubles; -1 when its doubles were not packed.</param>
/// <param name="others">Columns of other types, null elsewhere.</param>
internal sealed unsafe class RetainedBatch(Schema schema, int rows, MemoryBlock memory, int[] scales, IArrowArray?[] others)
{
    /// <summary>The batch as it was; frees what was kept.</summary>
    /// <param name="values">
    /// Memory for the doubles of each column, grown when it is too small. The batch lies in it, so it must not be used again before the batch
    /// is done with.
    /// </param>
    public RecordBatch Restore(byte[]?[] values)
    {
        var arrays = new IArrowArray[scales.Length];
        var from = memory.Address;
        for (var c = 0; c < arrays.Length; c++)
        {
            if (others[c] is { } other)
            {
                arrays[c] = other;
                continue;
            }

            if (values[c] is not { } bytes || bytes.Length < rows * sizeof(double))
            {
                values[c] = bytes = GC.AllocateUninitializedArray<byte>(rows * sizeof(double));
            }

            // SAFETY: the memory was filled with these columns, 4 bytes a value where the scale is not negative, else 8.
            var doubles = MemoryMarshal.Cast<byte, double>(bytes.AsSpan())[..rows];
            if (scales[c] < 0)
            {
                new ReadOnlySpan<double>(from, rows).CopyTo(doubles);
            }
            else
            {
                PackedNumbers.Unpack(new ReadOnlySpan<int>(from, rows), scales[c], doubles);
            }

            arrays[c] = new DoubleArray(new ArrowBuffer(bytes.AsMemory(0, rows * sizeof(double))), ArrowBuffer.Empty, rows, 0, 0);
            from += rows * (scales[c] < 0 ? sizeof(double) : sizeof(int));
        }

        memory.Free();
        return new RecordBatch(schema, arrays, rows);
    }

    /// <summary>Frees what was kept.</summary>
    public void Free()
    {
        memory.Free();
        foreach (var other in others)
        {
            other?.Dispose();
        }
    }
}
