namespace Slipway.Kernels;

/// <summary>One parallel loop's body. A struct, so that starting a loop allocates nothing.</summary>
public interface IParallelBody
{
    /// <summary>Does part <paramref name="part"/>. Parts run once each, in any order, on any thread, perhaps at the same time.</summary>
    /// <param name="part">0 to parts - 1.</param>
    void Invoke(int part);
}
