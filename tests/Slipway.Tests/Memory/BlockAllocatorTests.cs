using Slipway.Memory;

namespace Slipway.Tests.Memory;

public unsafe class BlockAllocatorTests
{
    private const long Ample = long.MaxValue;
    private const long Mebibyte = 1L << 20;

    [Fact]
    public void Allocate_GivenManySizes_GivesBlocksThatDoNotOverlap()
    {
        // Given an allocator that has begun to share allocations.
        using var allocator = new BlockAllocator();
        long[] sizes = [1, 63, 64, 65, 5000, 700_001, Mebibyte, 5 * Mebibyte, 20 * Mebibyte, 3 * Mebibyte, 12, 900_000];
        var blocks = new List<(MemoryBlock Block, long Size)>();
        for (var i = 0; i < 60; i++)
        {
            var size = sizes[i % sizes.Length];
            var block = allocator.Allocate(size, Ample);
            new Span<byte>(block.Address, (int)size).Fill((byte)i);
            blocks.Add((block, size));
        }

        // Then each is aligned and holds what was written into it.
        for (var i = 0; i < blocks.Count; i++)
        {
            Assert.Equal(0, (long)blocks[i].Block.Address % BlockAllocator.Alignment);
            Assert.False(new Span<byte>(blocks[i].Block.Address, (int)blocks[i].Size).ContainsAnyExcept((byte)i));
            blocks[i].Block.Free();
        }
    }

    [Fact]
    public void Allocate_GivenFreedBlocks_UsesTheirMemoryAgain()
    {
        // Given blocks far beyond what are allocations of their own.
        using var allocator = new BlockAllocator();
        var blocks = Enumerable.Range(0, 100).Select(_ => allocator.Allocate(Mebibyte, Ample)).ToArray();
        var addresses = blocks.Select(b => (nint)b.Address).ToHashSet();

        // When all are freed and as many allocated.
        foreach (var block in blocks)
        {
            block.Free();
        }

        var again = Enumerable.Range(0, 64).Select(_ => allocator.Allocate(Mebibyte, Ample)).ToArray();

        // Then most of the new ones lie where old ones did.
        Assert.InRange(again.Count(b => addresses.Contains((nint)b.Address)), 48, 64);
        Assert.Equal(64, again.Select(b => (nint)b.Address).Distinct().Count());
        foreach (var block in again)
        {
            block.Free();
        }
    }

    [Fact]
    public void Dispose_GivenBlocksInUse_LeavesThemUntilTheyAreFreed()
    {
        // Given blocks of shared allocations.
        var allocator = new BlockAllocator();
        var blocks = Enumerable.Range(0, 40).Select(_ => allocator.Allocate(Mebibyte, Ample)).ToArray();

        // When the allocator goes first.
        allocator.Dispose();

        // Then the blocks are still there to be written, and freed.
        foreach (var block in blocks)
        {
            new Span<byte>(block.Address, (int)Mebibyte).Fill(7);
        }

        foreach (var block in blocks)
        {
            Assert.False(new Span<byte>(block.Address, (int)Mebibyte).ContainsAnyExcept((byte)7));
            block.Free();
        }
    }
}
