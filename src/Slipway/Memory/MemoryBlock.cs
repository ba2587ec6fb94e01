namespace Slipway.Memory;

/// <summary>Memory that its holder frees once.</summary>
/// <param name="address">Its first byte.</param>
/// <param name="owner">What takes it back; null for memory that is somebody else's to free.</param>
internal readonly unsafe struct MemoryBlock(byte* address, IBlockOwner? owner)
{
    /// <summary>The first byte; null of a default value.</summary>
    public byte* Address => address;

    /// <summary>Ends the use of the memory.</summary>
    public void Free() => owner?.Release(address);
}
