using System.Runtime.InteropServices;

namespace Slipway.Memory;

/// <summary>
/// Blocks of one size that are used again: filling and freeing pools of rows all the time would leave the allocator with much memory that it does
/// not give back, and costs a page fault for every page. Thread-safe.
/// </summary>
internal sealed unsafe class RecycledBlocks : IBlockSource, IBlockOwner
{
    private readonly Stack<nint> _free = new();
    private readonly HashSet<nint> _kept = [];
    private readonly Lock _gate = new();
    private long _bytes;
    private bool _disposed;

    /// <inheritdoc/>
    /// <remarks>The first block decides the size that is kept.</remarks>
    public MemoryBlock Allocate(long bytes, long budget)
    {
        lock (_gate)
        {
            _bytes = _bytes == 0 ? bytes : _bytes;
            if (bytes == _bytes && _free.TryPop(out var free))
            {
                return new MemoryBlock((byte*)free, this);
            }

            var block = bytes < HugePages.Size
                ? (byte*)NativeMemory.AlignedAlloc(checked((nuint)bytes), BlockAllocator.Alignment)
                : HugePages.Allocate(bytes);
            if (bytes == _bytes)
            {
                _kept.Add((nint)block);
            }

            return new MemoryBlock(block, this);
        }
    }

    /// <inheritdoc/>
    public void Release(byte* address)
    {
        lock (_gate)
        {
            if (!_disposed && _kept.Contains((nint)address))
            {
                _free.Push((nint)address);
                return;
            }
        }

        NativeMemory.AlignedFree(address);
    }

    /// <summary>Frees what is not in use; what is, is freed when it comes back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            while (_free.TryPop(out var block))
            {
                NativeMemory.AlignedFree((byte*)block);
            }
        }
    }
}
