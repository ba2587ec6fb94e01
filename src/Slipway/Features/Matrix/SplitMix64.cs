namespace Slipway.Features;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014): the n-th number is a hash of key + n,
/// so a stream is found again from its key alone. Integer arithmetic only: the same on every machine.
/// </summary>
internal struct SplitMix64(ulong key)
{
    private ulong _state = key;

    /// <summary>The key of a stream that goes on from here.</summary>
    public readonly ulong State => _state;

    /// <summary>A stream of its own for each pass and part of a pass.</summary>
    public static SplitMix64 For(ulong seed, int epoch, int stream) =>
        new(Mix(Mix(Mix(seed + 0x9E3779B97F4A7C15) + (uint)epoch) ^ ((ulong)(uint)stream << 32 | 0x5851F42Du)));

    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>Uniform in [0, bound), without bias: Lemire, "Fast Random Integer Generation in an Interval", TOMACS 2019, algorithm
    /// 5.</summary>
    public uint Next(uint bound)
    {
        var product = (Next() >> 32) * bound;
        if ((uint)product < bound)
        {
            var threshold = unchecked(0u - bound) % bound;
            while ((uint)product < threshold)
            {
                product = (Next() >> 32) * bound;
            }
        }

        return (uint)(product >> 32);
    }

    /// <summary>Fisher-Yates (Durstenfeld, algorithm 235, CACM 1964).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = (int)Next((uint)i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
