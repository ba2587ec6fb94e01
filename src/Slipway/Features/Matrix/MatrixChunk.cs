using System.Runtime.InteropServices;

namespace Slipway.Features;

/// <summary>Consecutive rows in one aligned block of memory: an allocation of its own, or a region of the mapped spill file.</summary>
internal sealed unsafe class MatrixChunk(byte* memory, ChunkLayout layout, int rows, int stored, bool isSpilled, ChunkMemory? owner = null)
{
    private byte* _memory = memory;

    public int Rows => rows;

    /// <summary>Values in <see cref="Values"/>: of a sparse chunk the stored ones.</summary>
    public int Stored => stored;

    public long Bytes => layout.Bytes;

    public bool IsSpilled => isSpilled;

    public byte* Memory => _memory;

    public float* Values => (float*)(_memory + layout.Values);

    public int* Columns => (int*)(_memory + layout.Columns);

    public int* RowOffsets => (int*)(_memory + layout.RowOffsets);

    public float* Targets => (float*)(_memory + layout.Targets);

    public float* Weights => (float*)(_memory + layout.Weights);

    public static byte* Allocate(long bytes) => (byte*)NativeMemory.AlignedAlloc(checked((nuint)bytes), ChunkLayout.Alignment);

    public static void Free(byte* memory) => NativeMemory.AlignedFree(memory);

    /// <summary>Frees an allocation; the spill file frees its own regions.</summary>
    public void Free()
    {
        if (!isSpilled && owner is not null)
        {
            owner.Return(_memory, Bytes);
        }
        else if (!isSpilled)
        {
            Free(_memory);
        }

        _memory = null;
    }
}
