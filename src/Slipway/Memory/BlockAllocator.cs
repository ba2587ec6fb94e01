using System.Runtime.InteropServices;

namespace Slipway.Memory;

/// <summary>
/// Blocks of native memory that are freed one by one. After the first few they share allocations of huge pages, which serve other blocks
/// when all of theirs are freed: memory that was in use before costs nothing to use again. Not thread-safe; blocks may outlive it.
/// </summary>
internal sealed unsafe class BlockAllocator : IBlockSource
{
    /// <summary>Alignment of blocks: a cache line, an AVX-512 vector.</summary>
    public const int Alignment = 64;

    /// <summary>Size of a shared allocation, and bytes below which blocks are allocations of their own: little data takes little memory.</summary>
    private const long SegmentBytes = 16L << 20;

    /// <summary>A budget with less left than this is kept to the byte: no shared allocation is begun.</summary>
    private const long AmpleBytes = 4 * SegmentBytes;

    private readonly Stack<MemorySegment> _free = [];
    private MemorySegment? _current;
    private bool _isDisposed;
    private long _total;

    /// <inheritdoc/>
    public MemoryBlock Allocate(long bytes, long budget)
    {
        var size = (bytes + Alignment - 1) / Alignment * Alignment;
        _total += size;
        if (_current is { } current && current.Left >= size)
        {
            return current.Take(size);
        }

        if (size <= SegmentBytes && _free.TryPop(out var free))
        {
            free.Reuse();
            return Begin(free, size);
        }

        if (_total <= SegmentBytes || budget < AmpleBytes)
        {
            return Alone((byte*)NativeMemory.AlignedAlloc(checked((nuint)size), Alignment), size);
        }

        if (size > SegmentBytes / 4)
        {
            return Alone(HugePages.Allocate(size), size);
        }

        return Begin(new MemorySegment(this, HugePages.Allocate(SegmentBytes), SegmentBytes, isShared: true), size);
    }

    /// <summary>Frees what no block needs; the rest goes with its blocks.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _current?.Release();
        _current = null;
        while (_free.TryPop(out var free))
        {
            NativeMemory.AlignedFree(free.Memory);
        }
    }

    /// <summary>Keeps a segment whose last block was freed for other blocks, or frees it.</summary>
    internal void TakeBack(MemorySegment segment)
    {
        if (segment.IsShared && !_isDisposed)
        {
            _free.Push(segment);
        }
        else
        {
            NativeMemory.AlignedFree(segment.Memory);
        }
    }

    private MemoryBlock Begin(MemorySegment segment, long size)
    {
        _current?.Release();
        _current = segment;
        return segment.Take(size);
    }

    private MemoryBlock Alone(byte* memory, long size)
    {
        var segment = new MemorySegment(this, memory, size, isShared: false);
        var block = segment.Take(size);
        segment.Release();
        return block;
    }
}
