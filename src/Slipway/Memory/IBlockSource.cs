namespace Slipway.Memory;

/// <summary>Where blocks of native memory come from; they may outlive it.</summary>
internal interface IBlockSource : IDisposable
{
    /// <summary>Allocates a block, its content undefined, aligned to a cache line.</summary>
    /// <param name="bytes">Its size.</param>
    /// <param name="budget">Bytes that may be taken from now on, this block among them.</param>
    MemoryBlock Allocate(long bytes, long budget);
}
