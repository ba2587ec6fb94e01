using Slipway.Memory;

namespace Slipway.Features;

/// <summary>Where the parts of a chunk lie in its one allocation. Every part starts on a 64-byte border (a cache line, an AVX-512
/// vector).</summary>
internal readonly struct ChunkLayout
{
    /// <summary>Alignment of the allocation and of each part.</summary>
    public const int Alignment = BlockAllocator.Alignment;

    /// <summary>Most rows of a chunk: few enough that permuting chunks shuffles well, enough that a chunk's cost vanishes.</summary>
    public const int MaximumRows = 4096;

    /// <summary>Most bytes of a chunk (a single larger row is a chunk of its own).</summary>
    public const int MaximumBytes = 16 << 20;

    public ChunkLayout(int rows, long stored, int width, bool isSparse, bool hasTargets, bool hasWeights)
    {
        var at = 0L;
        Values = Take(ref at, (isSparse ? stored : (long)rows * width) * sizeof(float));
        Columns = Take(ref at, isSparse ? stored * sizeof(int) : 0);
        RowOffsets = Take(ref at, isSparse ? (rows + 1L) * sizeof(int) : 0);
        Targets = Take(ref at, hasTargets ? rows * (long)sizeof(float) : 0);
        Weights = Take(ref at, hasWeights ? rows * (long)sizeof(float) : 0);
        Bytes = Math.Max(at, Alignment);
    }

    public long Values { get; }

    public long Columns { get; }

    public long RowOffsets { get; }

    public long Targets { get; }

    public long Weights { get; }

    public long Bytes { get; }

    /// <summary>Rows of a full dense chunk: a function of the width alone, so that the shuffled order never depends on budget or
    /// threads.</summary>
    public static int DenseRows(int width) => (int)Math.Clamp(MaximumBytes / ((width + 2L) * sizeof(float)), 1, MaximumRows);

    private static long Take(ref long at, long bytes)
    {
        var start = at;
        at = (at + bytes + Alignment - 1) / Alignment * Alignment;
        return start;
    }
}
