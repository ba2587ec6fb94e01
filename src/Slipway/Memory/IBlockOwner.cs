namespace Slipway.Memory;

/// <summary>Takes a block back.</summary>
internal unsafe interface IBlockOwner
{
    /// <summary>The use of a block has ended; called once for each.</summary>
    void Release(byte* address);
}
