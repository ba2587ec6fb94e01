using Slipway.Kernels;

namespace Slipway.Tuning;

/// <summary>
/// The random numbers of one decision: a sequence that is a pure function of the search's seed, the purpose and a number, so a session that was
/// opened a moment ago draws the same. Each use makes its own; the only state is how many were drawn.
/// </summary>
internal struct SamplerRandom(ulong seed, SamplerStream purpose, int number)
{
    private readonly ulong _stream = ((ulong)purpose << 32) | (uint)number;
    private ulong _drawn;

    /// <summary>A uniform number in (0, 1): the middle of one of 2^52 cells, so never an end.</summary>
    public double NextUnit() => ((NextBits() >> 12) + 0.5) * (1.0 / (1L << 52));

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        ulong high = CounterRandom.UInt32(seed, _stream, _drawn++);
        return (high << 32) | CounterRandom.UInt32(seed, _stream, _drawn++);
    }

    /// <summary>A uniform whole number from 0 to <paramref name="count"/> - 1.</summary>
    public int NextBelow(int count) => (int)(((ulong)CounterRandom.UInt32(seed, _stream, _drawn++) * (ulong)count) >> 32);

    /// <summary>A standard normal number.</summary>
    public double NextNormal() => NormalCurve.Quantile(NextUnit());

    /// <summary>A uniform point of a space.</summary>
    public ParameterPoint NextPoint(ParameterSpace space)
    {
        var units = new double[space.Count];
        for (var i = 0; i < units.Length; i++)
            units[i] = NextUnit();

        return space.FromUnits(units);
    }
}
