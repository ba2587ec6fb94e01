namespace Slipway.Memory;

/// <summary>An allocation that blocks share; its allocator takes it back with the last of them.</summary>
/// <param name="allocator">Where it comes from.</param>
/// <param name="memory">Its first byte.</param>
/// <param name="bytes">Its size.</param>
/// <param name="isShared">True for one of the allocator's standard size, which can serve other blocks afterwards.</param>
internal sealed unsafe class MemorySegment(BlockAllocator allocator, byte* memory, long bytes, bool isShared) : IBlockOwner
{
    private long _taken;
    private int _users = 1;

    /// <summary>True for one of the allocator's standard size.</summary>
    public bool IsShared => isShared;

    /// <summary>The first byte.</summary>
    public byte* Memory => memory;

    /// <summary>Bytes that are not part of a block yet.</summary>
    public long Left => bytes - _taken;

    /// <summary>Takes the next <paramref name="size"/> bytes, at most <see cref="Left"/>.</summary>
    public MemoryBlock Take(long size)
    {
        var block = new MemoryBlock(memory + _taken, this);
        _taken += size;
        _users++;
        return block;
    }

    /// <summary>One user less: a block, or the allocator while it cuts blocks from it. Called once by each.</summary>
    public void Release()
    {
        if (--_users == 0)
        {
            allocator.TakeBack(this);
        }
    }

    void IBlockOwner.Release(byte* address) => Release();

    /// <summary>Makes it as new; only without users.</summary>
    public void Reuse() => (_taken, _users) = (0, 1);
}
