namespace Slipway.Data;

/// <summary>
/// A 64-bit hash of (seed, row ordinal), the same on every machine and in every version: the finaliser of SplitMix64 (Steele, Lea, Flood,
/// "Fast splittable pseudorandom number generators", OOPSLA 2014, figure 17) over an odd stride. For one seed it is a bijection of the
/// ordinal, so two rows never tie.
/// </summary>
internal readonly struct RowHash(ulong seed, ulong domain)
{
    /// <summary>Separates the hashes of Split from those of other uses of the same seed.</summary>
    public const ulong Split = 0x51_17_00_01;

    /// <summary>Separates the numbers of Shuffle from those of other uses of the same seed.</summary>
    public const ulong Shuffle = 0x51_17_00_02;

    private const ulong Stride = 0x9E3779B97F4A7C15;
    private readonly ulong _start = Mix(seed ^ Mix(domain * Stride));

    /// <summary>The hash of a row, uniform over all 64-bit values.</summary>
    /// <param name="row">Zero-based ordinal.</param>
    public ulong Of(long row) => Mix(_start + ((ulong)row * Stride));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
