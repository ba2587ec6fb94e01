namespace Slipway.Peers.DataSets;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): System.Random's sequence may change between versions of .NET.</summary>
/// <param name="state">The seed.</param>
internal sealed class SplitMix(ulong state)
{
    private ulong _state = state;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to below 1.</summary>
    public double NextUnit() => (Next() >> 11) * (1.0 / (1UL << 53));
}
