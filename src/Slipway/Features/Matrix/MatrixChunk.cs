using Slipway.Memory;

namespace Slipway.Features;

/// <summary>Consecutive rows in one aligned block of memory: an allocation, or a region of the mapped spill file, which frees it.</summary>
internal sealed unsafe class MatrixChunk(MemoryBlock memory, ChunkLayout layout, int rows, int stored, bool isSpilled)
{
    private MemoryBlock _memory = memory;

    public int Rows => rows;

    /// <summary>Values in <see cref="Values"/>: of a sparse chunk the stored ones.</summary>
    public int Stored => stored;

    public long Bytes => layout.Bytes;

    public bool IsSpilled => isSpilled;

    public byte* Memory => _memory.Address;

    public float* Values => (float*)(Memory + layout.Values);

    public int* Columns => (int*)(Memory + layout.Columns);

    public int* RowOffsets => (int*)(Memory + layout.RowOffsets);

    public float* Targets => (float*)(Memory + layout.Targets);

    public float* Weights => (float*)(Memory + layout.Weights);

    /// <summary>Frees the memory.</summary>
    public void Free()
    {
        _memory.Free();
        _memory = default;
    }
}
