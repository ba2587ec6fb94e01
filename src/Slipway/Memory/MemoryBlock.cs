namespace Slipway.Memory;

/// <summary>Memory that its holder frees once.</summary>
/// <param name="address">Its first byte.</param>
/// <param name="segment">What it is part of; null for memory that is somebody else's to free.</param>
internal readonly unsafe struct MemoryBlock(byte* address, MemorySegment? segment)
{
    /// <summary>The first byte; null of a default value.</summary>
    public byte* Address => address;

    /// <summary>Ends the use of the memory.</summary>
    public void Free() => segment?.Release();
}
